/**
 * DeleteBucket. Whether it is empty is known only while nobody writes: it is marked as being deleted, looked through,
 * and then removed, or marked as active again. Writers check its record in their commits.
 */
import { finishDeletion, isEmpty } from '../bucket-deletion.ts';
import { requireBucket, updateBucket } from '../buckets.ts';
import { bucketNotEmpty } from '../errors.ts';
import type { DeleteBucketRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function deleteBucket(ctx: S3Context, input: DeleteBucketRequest): Promise<Record<string, never>> {
  const { garbage, buckets } = ctx.parts;
  const { record } = await requireBucket(ctx, input);
  // What can be seen to be full is not closed for its writers.
  if (!(await isEmpty(ctx.store, record))) throw bucketNotEmpty(record.name);
  const { accountId, region, id: bucketId, name } = record;
  const closed = await updateBucket(
    ctx,
    input,
    (bucket) => ({ ...bucket, state: 'deleting' }),
    // A crash must not leave it closed for good.
    () => garbage.noting({ accountId, region, bucketId, closedBucket: name }),
  );
  const empty = await finishDeletion(
    {
      store: ctx.store,
      transact: (keys, decide) => ctx.transact(keys, decide),
      noting: (noted) => garbage.noting(noted),
    },
    closed,
  );
  buckets.drop(name);
  garbage.collect();
  if (!empty) throw bucketNotEmpty(name);
  return {};
}
