/**
 * DeleteBucket. Whether it is empty is known only while nobody writes: it is marked as being deleted, looked through,
 * and then removed, or marked as active again. Writers check its record in their commits.
 */
import type { Store } from '../../../storage/store.ts';
import { requireBucket, updateBucket } from '../buckets.ts';
import { bucketNotEmpty } from '../errors.ts';
import type { DeleteBucketRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';
import { type BucketRecord, bucketRecord, keys } from '../store.ts';

export async function deleteBucket(ctx: S3Context, input: DeleteBucketRequest): Promise<Record<string, never>> {
  const { record } = await requireBucket(ctx, input);
  // What can be seen to be full is not closed for its writers.
  if (!(await isEmpty(ctx.store, record))) throw bucketNotEmpty(record.name);
  const closed = await updateBucket(ctx, input, (bucket) => ({ ...bucket, state: 'deleting' }));
  await finishDeletion(ctx, closed);
  return {};
}

async function finishDeletion(ctx: S3Context, bucket: BucketRecord): Promise<void> {
  const empty = await isEmpty(ctx.store, bucket);
  const key = keys.bucket(bucket.name);
  await ctx.transact([key], ([entry]) => {
    const known = entry && bucketRecord.decode(entry.value);
    // Somebody else has finished it.
    if (known?.id !== bucket.id || known.state !== 'deleting') return { result: undefined };
    if (!empty) {
      const value = bucketRecord.encode({ ...known, state: 'active' });
      return { changes: { sets: [{ key, value }] }, result: undefined };
    }
    const configs = known.configs.map((kind) => keys.config(known, kind));
    const deletes = [key, keys.bucketOfAccount(known.accountId, known.name), ...configs];
    const { accountId, region, id: bucketId } = known;
    // Uploads that were under way keep no bucket from being deleted.
    const { sets } = ctx.parts.garbage.noting({ accountId, region, bucketId, uploadsOfBucket: true });
    return { changes: { deletes, sets }, result: undefined };
  });
  ctx.parts.buckets.drop(bucket.name);
  ctx.parts.garbage.collect();
  if (!empty) throw bucketNotEmpty(bucket.name);
}

async function isEmpty(store: Pick<Store, 'range'>, bucket: BucketRecord): Promise<boolean> {
  for (const prefix of [keys.objects(bucket), keys.versionsOfBucket(bucket)]) {
    const { entries } = await store.range({ prefix, limit: 1 });
    if (entries.length > 0) return false;
  }
  return true;
}
