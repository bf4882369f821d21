/** DeleteBucketMetadataTableConfiguration: idempotent. */
import { requireBucket } from '../buckets.ts';
import type { DeleteBucketMetadataTableConfigurationRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function deleteBucketMetadataTableConfiguration(
  ctx: S3Context,
  input: DeleteBucketMetadataTableConfigurationRequest,
): Promise<Record<string, never>> {
  await requireBucket(ctx, input);
  return {};
}
