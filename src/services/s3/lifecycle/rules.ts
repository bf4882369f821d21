/** Lifecycle rules as they are kept and compiled: which of them speak of an object, and when they take effect. */
import type { LifecycleRule, PutBucketLifecycleConfigurationRequest } from '../model.ts';
import type { ObjectRecord } from '../store.ts';
import { dueAfterDays } from './dates.ts';

export type MinimumSize = NonNullable<PutBucketLifecycleConfigurationRequest['TransitionDefaultMinimumObjectSize']>;

export interface StoredLifecycle {
  readonly rules: readonly LifecycleRule[];
  readonly minimumSize: MinimumSize;
}

export interface ActiveRule {
  readonly id: string;
  readonly prefix: string;
  readonly rule: LifecycleRule;
  /** By tags and size; the prefix is asked for apart. */
  readonly matches: (object: ObjectRecord) => boolean;
  /** The filter says which sizes move, so that small objects may, too. */
  readonly saysSize: boolean;
}

export interface Lifecycle {
  readonly active: readonly ActiveRule[];
  readonly minimumSize: MinimumSize;
}

export function compileLifecycle({ rules, minimumSize }: StoredLifecycle): Lifecycle {
  return { active: rules.filter(({ Status }) => Status === 'Enabled').map(compileRule), minimumSize };
}

function compileRule(rule: LifecycleRule): ActiveRule {
  const filter = rule.Filter ?? {};
  const all = { ...filter, ...filter.And };
  const tags = filter.And?.Tags ?? (filter.Tag ? [filter.Tag] : []);
  const { ObjectSizeGreaterThan: above, ObjectSizeLessThan: below } = all;
  return {
    id: rule.ID ?? '',
    prefix: rule.Prefix ?? all.Prefix ?? '',
    rule,
    saysSize: above !== undefined || below !== undefined,
    matches: (object) => {
      if (above !== undefined && object.sizeBytes <= above) return false;
      if (below !== undefined && object.sizeBytes >= below) return false;
      const has = new Map(object.tags);
      return tags.every(({ Key, Value }) => has.get(Key) === Value);
    },
  };
}

export interface Due {
  readonly atMs: number;
  readonly ruleId: string;
}

/** When the newest version of a key expires, by the rule that comes first. */
export function expiryOf({ active }: Lifecycle, key: string, object: ObjectRecord): Due | undefined {
  let first: Due | undefined;
  for (const { id, prefix, rule, matches } of active) {
    const { Days, Date: dateMs } = rule.Expiration ?? {};
    const atMs = Days === undefined ? dateMs : dueAfterDays(object.modifiedAtMs, Days);
    if (atMs === undefined || !key.startsWith(prefix) || !matches(object)) continue;
    if (!first || atMs < first.atMs) first = { atMs, ruleId: id };
  }
  return first;
}

/** Storage classes in the order in which objects may move. */
const ORDER = ['STANDARD', 'STANDARD_IA', 'INTELLIGENT_TIERING', 'ONEZONE_IA', 'GLACIER_IR'];
/** "Objects smaller than 128 KB don't transition by default" (user guide, lifecycle-transition-general-considerations). */
const SMALL_BYTES = 128 * 1_024;

/** The class that the object is to have at this time; undefined where it stays as it is. */
export function transitionOf(
  lifecycle: Lifecycle,
  key: string,
  object: ObjectRecord,
  nowMs: number,
): string | undefined {
  const now = ORDER.indexOf(object.storageClass ?? 'STANDARD');
  let best = now;
  for (const { prefix, rule, matches, saysSize } of lifecycle.active) {
    if (!rule.Transitions || !key.startsWith(prefix) || !matches(object)) continue;
    for (const { Days, Date: dateMs, StorageClass = '' } of rule.Transitions) {
      const atMs = Days === undefined ? dateMs : dueAfterDays(object.modifiedAtMs, Days);
      if (atMs === undefined || atMs > nowMs) continue;
      const isSmall = object.sizeBytes < SMALL_BYTES && !saysSize;
      const takesSmall = lifecycle.minimumSize === 'varies_by_storage_class' && StorageClass === 'GLACIER_IR';
      if (isSmall && !takesSmall) continue;
      best = Math.max(best, ORDER.indexOf(StorageClass));
    }
  }
  return best > now ? ORDER[best] : undefined;
}

/** Whether a version that is not the newest is to go. `newer`: how many noncurrent ones are newer than it. */
export function noncurrentIsDue(
  { active }: Lifecycle,
  key: string,
  version: ObjectRecord | undefined,
  sinceMs: number,
  newer: number,
  nowMs: number,
): boolean {
  return active.some(({ prefix, rule, matches }) => {
    const { NoncurrentDays, NewerNoncurrentVersions = 0 } = rule.NoncurrentVersionExpiration ?? {};
    if (NoncurrentDays === undefined || !key.startsWith(prefix) || (version && !matches(version))) return false;
    return newer >= NewerNoncurrentVersions && dueAfterDays(sinceMs, NoncurrentDays) <= nowMs;
  });
}

/** Whether a delete marker under which nothing is left is to go: asked for, or as old as objects may become. */
export function markerIsDue({ active }: Lifecycle, key: string, modifiedAtMs: number, nowMs: number): boolean {
  return active.some(({ prefix, rule }) => {
    if (!key.startsWith(prefix)) return false;
    const { Days, Date: dateMs, ExpiredObjectDeleteMarker } = rule.Expiration ?? {};
    if (ExpiredObjectDeleteMarker) return true;
    const atMs = Days === undefined ? dateMs : dueAfterDays(modifiedAtMs, Days);
    return atMs !== undefined && atMs <= nowMs;
  });
}

/** When an upload of this key is aborted, by the rule that comes first. */
export function abortOf({ active }: Lifecycle, key: string, initiatedAtMs: number): Due | undefined {
  let first: Due | undefined;
  for (const { id, prefix, rule } of active) {
    const days = rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation;
    if (days === undefined || !key.startsWith(prefix)) continue;
    const atMs = dueAfterDays(initiatedAtMs, days);
    if (!first || atMs < first.atMs) first = { atMs, ruleId: id };
  }
  return first;
}
