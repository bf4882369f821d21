/** GetBucketMetadataConfiguration: there is none. */
import { requireBucket } from '../buckets.ts';
import type { GetBucketMetadataConfigurationOutput, GetBucketMetadataConfigurationRequest } from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketMetadataConfiguration(
  ctx: S3Context,
  input: GetBucketMetadataConfigurationRequest,
): Promise<GetBucketMetadataConfigurationOutput> {
  await requireBucket(ctx, input);
  throw notConfigured('MetadataConfigurationNotFound', input.Bucket);
}
