/** DeleteBucketAnalyticsConfiguration: there is none. */
import { requireBucket } from '../buckets.ts';
import type { DeleteBucketAnalyticsConfigurationRequest } from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';

export async function deleteBucketAnalyticsConfiguration(
  ctx: S3Context,
  input: DeleteBucketAnalyticsConfigurationRequest,
): Promise<Record<string, never>> {
  await requireBucket(ctx, input);
  throw notConfigured('NoSuchConfiguration', input.Bucket);
}
