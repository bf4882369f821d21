/** Tags of functions. */
import { invalidParameter } from './errors.ts';
import { TAG_KEY_LENGTH_MAX, TAG_VALUE_LENGTH_MAX, TAGS_MAX } from './limits.ts';

export type Tags = Readonly<Record<string, string>>;

/** `present` with `added`; throws what AWS refuses. */
export function withTags(present: Tags, added: Tags): Tags {
  for (const [name, value] of Object.entries(added)) checkTag(name, value);
  const tags = { ...present, ...added };
  if (Object.keys(tags).length > TAGS_MAX) throw invalidParameter('Number of tags exceeds resource tag limit.');
  return tags;
}

export function withoutTags(present: Tags, names: readonly string[]): Tags {
  const removed = new Set(names);
  return Object.fromEntries(Object.entries(present).filter(([name]) => !removed.has(name)));
}

function checkTag(name: string, value: string): void {
  if (name === '' || name.length > TAG_KEY_LENGTH_MAX || value.length > TAG_VALUE_LENGTH_MAX) {
    throw invalidParameter(
      `Tag keys have 1 to ${TAG_KEY_LENGTH_MAX} characters, values at most ${TAG_VALUE_LENGTH_MAX}.`,
    );
  }
  if (/^aws:/i.test(name)) throw invalidParameter('Tag keys starting with aws: are reserved for AWS.');
}
