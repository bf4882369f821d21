/** GetBucketMetricsConfiguration: there is none. */
import { requireBucket } from '../buckets.ts';
import type { GetBucketMetricsConfigurationOutput, GetBucketMetricsConfigurationRequest } from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketMetricsConfiguration(
  ctx: S3Context,
  input: GetBucketMetricsConfigurationRequest,
): Promise<GetBucketMetricsConfigurationOutput> {
  await requireBucket(ctx, input);
  throw notConfigured('NoSuchConfiguration', input.Bucket);
}
