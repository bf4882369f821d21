/** What answers say of an object's end, `x-amz-expiration`, and of an upload's, `x-amz-abort-date`. */
import type { Bucket } from '../bucket-cache.ts';
import type { ObjectRecord } from '../store.ts';
import { abortOf, compileLifecycle, expiryOf, type Lifecycle, type StoredLifecycle } from './rules.ts';

export async function lifecycleOf(bucket: Bucket): Promise<Lifecycle | undefined> {
  return await bucket.config<StoredLifecycle, Lifecycle>('lifecycle', compileLifecycle);
}

/** Most buckets have no rules, and their objects are not waited for. */
export function expires({ record }: Bucket): boolean {
  return record.configs.includes('lifecycle');
}

/** Of the newest version of a key alone. */
export async function describeExpiration(
  bucket: Bucket,
  key: string,
  object: ObjectRecord,
): Promise<{ readonly Expiration?: string }> {
  const lifecycle = await lifecycleOf(bucket);
  const due = lifecycle && expiryOf(lifecycle, key, object);
  if (!due) return {};
  const date = new Date(due.atMs).toUTCString();
  return { Expiration: `expiry-date="${date}", rule-id="${encodeURIComponent(due.ruleId)}"` };
}

/** "the response includes this header … when the initiated multipart upload becomes eligible for an abort" (API reference). */
export async function describeAbort(
  bucket: Bucket,
  key: string,
  initiatedAtMs: number,
): Promise<{ readonly AbortDate?: number; readonly AbortRuleId?: string }> {
  const lifecycle = await lifecycleOf(bucket);
  const due = lifecycle && abortOf(lifecycle, key, initiatedAtMs);
  return due ? { AbortDate: due.atMs, AbortRuleId: encodeURIComponent(due.ruleId) } : {};
}
