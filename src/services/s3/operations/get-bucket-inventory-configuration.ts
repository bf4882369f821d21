/** GetBucketInventoryConfiguration: there is none. */
import { requireBucket } from '../buckets.ts';
import type { GetBucketInventoryConfigurationOutput, GetBucketInventoryConfigurationRequest } from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketInventoryConfiguration(
  ctx: S3Context,
  input: GetBucketInventoryConfigurationRequest,
): Promise<GetBucketInventoryConfigurationOutput> {
  await requireBucket(ctx, input);
  throw notConfigured('NoSuchConfiguration', input.Bucket);
}
