/**
 * Configurations of a bucket that are records of their own. Each change rewrites the bucket's record, too, in the same
 * commit: its version then stands for all of them, in checks of writers and in the cache.
 */
import type { Bucket } from './bucket-cache.ts';
import { type BucketInput, updateBucket } from './buckets.ts';
import type { S3Context } from './parts.ts';
import { type BucketRecord, type ConfigKind, configRecord, keys } from './store.ts';

/** As it was put; undefined where there is none. Kept in memory: do not change it. */
export async function readConfig<Stored>(bucket: Bucket, kind: ConfigKind): Promise<Stored | undefined> {
  return await bucket.config<Stored, Stored>(kind, asStored);
}

function asStored<Stored>(stored: Stored): Stored {
  return stored;
}

/** `change`: what else of the bucket's record it changes. */
export async function putConfig(
  ctx: S3Context,
  input: BucketInput,
  kind: ConfigKind,
  value: unknown,
  change: (record: BucketRecord) => BucketRecord = (record) => record,
): Promise<void> {
  await updateBucket(
    ctx,
    input,
    (record) => ({ ...change(record), configs: [...record.configs.filter((other) => other !== kind), kind] }),
    (record) => ({ sets: [{ key: keys.config(record, kind), value: configRecord.encode(value) }] }),
  );
}

/** Idempotent. */
export async function deleteConfig(
  ctx: S3Context,
  input: BucketInput,
  kind: ConfigKind,
  change: (record: BucketRecord) => BucketRecord = (record) => record,
): Promise<void> {
  await updateBucket(
    ctx,
    input,
    (record) => ({ ...change(record), configs: record.configs.filter((other) => other !== kind) }),
    (record) => ({ deletes: [keys.config(record, kind)] }),
  );
}
