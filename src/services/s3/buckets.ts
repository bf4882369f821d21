/** Finding and changing buckets, and the names by which they are called. */
import { hash } from 'node:crypto';
import type { Changes, Entry, Key, Transaction } from '../../storage/store.ts';
import type { Bucket } from './bucket-cache.ts';
import { accessDenied, invalidBucketName, noAccountId, noSuchBucket, operationAborted } from './errors.ts';
import type { S3Context } from './parts.ts';
import { type BucketRecord, bucketRecord, keys } from './store.ts';

export interface BucketInput {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string | undefined;
}

export function bucketArn(name: string): string {
  return `arn:aws:s3:::${name}`;
}

export function objectArn(name: string, key: string): string {
  return `arn:aws:s3:::${name}/${key}`;
}

/** Throws NoSuchBucket, or AccessDenied where the owner is not the expected one, and where that is no account. */
export async function requireBucket(
  ctx: Pick<S3Context, 'parts'>,
  { Bucket: name, ExpectedBucketOwner }: BucketInput,
): Promise<Bucket> {
  if (ExpectedBucketOwner !== undefined && !/^\d{12}$/.test(ExpectedBucketOwner))
    throw noAccountId(ExpectedBucketOwner);
  const found = ctx.parts.buckets.get(name);
  const bucket = found instanceof Promise ? await found : found;
  if (!bucket) throw isBucketName(name) ? noSuchBucket(name) : invalidBucketName(name);
  // "If the account ID that you provide does not match the actual owner … 403 Forbidden (access denied)" (API reference).
  if (ExpectedBucketOwner !== undefined && ExpectedBucketOwner !== bucket.record.accountId) throw accessDenied();
  return bucket;
}

/**
 * A transaction of somebody who writes into the bucket: it has to be there, as it was seen, at the commit. `keysOf` are
 * the transaction's own keys; without `changes` nothing is committed.
 */
export async function transactInBucket<T>(
  ctx: Pick<S3Context, 'parts' | 'transact'>,
  input: BucketInput,
  keysOf: (bucket: BucketRecord) => readonly Key[],
  decide: (bucket: Bucket, entries: readonly (Entry | undefined)[]) => Promise<Transaction<T>>,
): Promise<T> {
  const { record: place } = await requireBucket(ctx, input);
  let tries = 0;
  return await ctx.transact(keysOf(place), async (entries) => {
    // A conflict may have been the bucket's: who changed it drops it a moment later.
    if (tries++ > 0) ctx.parts.buckets.drop(place.name);
    const bucket = await requireBucket(ctx, input);
    // Deleted and made again under the request: what was received belongs to the old one.
    if (bucket.record.id !== place.id) throw operationAborted();
    const { changes, result } = await decide(bucket, entries);
    return changes
      ? { changes: { ...changes, checks: [...(changes.checks ?? []), bucket.check] }, result }
      : { result };
  });
}

/** Changes the bucket's record in one transaction. `more` is committed with it. */
export async function updateBucket(
  ctx: S3Context,
  input: BucketInput,
  change: (record: BucketRecord) => BucketRecord,
  more: (record: BucketRecord) => Changes = () => ({}),
): Promise<BucketRecord> {
  await requireBucket(ctx, input);
  try {
    return await ctx.transact([keys.bucket(input.Bucket)], ([entry]) => {
      const record = change(activeRecord(entry, input.Bucket));
      const { sets = [], ...others } = more(record);
      const set = { key: keys.bucket(input.Bucket), value: bucketRecord.encode(record) };
      return { changes: { ...others, sets: [set, ...sets] }, result: record };
    });
  } finally {
    ctx.parts.buckets.drop(input.Bucket);
  }
}

function activeRecord(entry: Entry | undefined, name: string): BucketRecord {
  const record = entry && bucketRecord.decode(entry.value);
  if (record?.state !== 'active') throw noSuchBucket(name);
  return record;
}

/** "Bucket names must be between 3 … and 63 characters long …" (user guide, bucketnamingrules, 2026-11-27). */
export function isBucketName(name: string): boolean {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) return false;
  if (name.includes('..') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(name)) return false;
  const prefixes = ['xn--', 'sthree-', 'amzn-s3-demo-'];
  const suffixes = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];
  return !prefixes.some((prefix) => name.startsWith(prefix)) && !suffixes.some((suffix) => name.endsWith(suffix));
}

/** An account's name in answers of S3: 64 hexadecimal digits that are always the same. */
export function canonicalUserId(accountId: string): string {
  return hash('sha256', `virga.s3.canonical-user/${accountId}`);
}
