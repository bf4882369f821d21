/** DeleteBucketOwnershipControls: idempotent; from then on objects belong to whoever writes them. */
import { updateBucket } from '../buckets.ts';
import type { DeleteBucketOwnershipControlsRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function deleteBucketOwnershipControls(
  ctx: S3Context,
  input: DeleteBucketOwnershipControlsRequest,
): Promise<Record<string, never>> {
  await updateBucket(ctx, input, ({ ownership: _ownership, ...record }) => record);
  return {};
}
