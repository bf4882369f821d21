/**
 * Tags of users, roles and managed policies. Keys of users' and roles' tags are alike whatever their case: the newer
 * replaces the older one. Those of policies are not (recorded from AWS by public test suites, 2026-02-10).
 */
import { overQuota } from './errors.ts';
import { TAGS_MAX } from './limits.ts';
import { InvalidInputException, type Tag } from './model.ts';
import { type ListedPage, type PageRequest, pageOfList } from './pages.ts';
import type { Tags } from './store.ts';

export type TagCase = 'any case' | 'exact case';

/** Throws InvalidInput. */
export function withTags(present: Tags, given: readonly Tag[], tagCase: TagCase = 'any case'): Tags {
  const alike = likeness(tagCase);
  const replaced = new Set(given.map(({ Key }) => alike(Key)));
  if (replaced.size < given.length) {
    const why = tagCase === 'any case' ? ' Please note that Tag keys are case insensitive.' : '';
    throw new InvalidInputException(`Duplicate tag keys found.${why}`);
  }
  if (given.some(({ Key }) => /^aws:/i.test(Key))) {
    throw new InvalidInputException('Tag keys starting with "aws:" are reserved for system use.');
  }
  const kept = Object.entries(present).filter(([key]) => !replaced.has(alike(key)));
  const tags = [...kept, ...given.map(({ Key, Value }): [string, string] => [Key, Value])];
  if (tags.length > TAGS_MAX) throw overQuota('TagsPerResource', TAGS_MAX);
  return Object.fromEntries(tags);
}

export function withoutTags(present: Tags, keys: readonly string[], tagCase: TagCase = 'any case'): Tags {
  const alike = likeness(tagCase);
  const removed = new Set(keys.map(alike));
  return Object.fromEntries(Object.entries(present).filter(([key]) => !removed.has(alike(key))));
}

function likeness(tagCase: TagCase): (key: string) => string {
  return tagCase === 'any case' ? (key) => key.toLowerCase() : (key) => key;
}

export function tagList(tags: Tags): Tag[] {
  const byKey = Object.entries(tags).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return byKey.map(([Key, Value]) => ({ Key, Value }));
}

export function pageOfTags(tags: Tags, page: PageRequest): ListedPage & { readonly Tags: readonly Tag[] } {
  const { items, ...rest } = pageOfList(tagList(tags), ({ Key }) => Key, page);
  return { Tags: items, ...rest };
}
