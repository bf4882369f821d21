/** GetBucketAnalyticsConfiguration: there is none. */
import { requireBucket } from '../buckets.ts';
import type { GetBucketAnalyticsConfigurationOutput, GetBucketAnalyticsConfigurationRequest } from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketAnalyticsConfiguration(
  ctx: S3Context,
  input: GetBucketAnalyticsConfigurationRequest,
): Promise<GetBucketAnalyticsConfigurationOutput> {
  await requireBucket(ctx, input);
  throw notConfigured('NoSuchConfiguration', input.Bucket);
}
