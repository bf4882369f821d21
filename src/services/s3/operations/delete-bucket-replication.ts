/** DeleteBucketReplication: idempotent. */
import { requireBucket } from '../buckets.ts';
import type { DeleteBucketReplicationRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function deleteBucketReplication(
  ctx: S3Context,
  input: DeleteBucketReplicationRequest,
): Promise<Record<string, never>> {
  await requireBucket(ctx, input);
  return {};
}
