/** DeleteBucketMetadataConfiguration: idempotent. */
import { requireBucket } from '../buckets.ts';
import type { DeleteBucketMetadataConfigurationRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function deleteBucketMetadataConfiguration(
  ctx: S3Context,
  input: DeleteBucketMetadataConfigurationRequest,
): Promise<Record<string, never>> {
  await requireBucket(ctx, input);
  return {};
}
