/** GetBucketMetadataTableConfiguration: there is none. */
import { requireBucket } from '../buckets.ts';
import type {
  GetBucketMetadataTableConfigurationOutput,
  GetBucketMetadataTableConfigurationRequest,
} from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketMetadataTableConfiguration(
  ctx: S3Context,
  input: GetBucketMetadataTableConfigurationRequest,
): Promise<GetBucketMetadataTableConfigurationOutput> {
  await requireBucket(ctx, input);
  throw notConfigured('MetadataTableConfigurationNotFound', input.Bucket);
}
