/** DeleteBucketMetricsConfiguration: there is none. */
import { requireBucket } from '../buckets.ts';
import type { DeleteBucketMetricsConfigurationRequest } from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';

export async function deleteBucketMetricsConfiguration(
  ctx: S3Context,
  input: DeleteBucketMetricsConfigurationRequest,
): Promise<Record<string, never>> {
  await requireBucket(ctx, input);
  throw notConfigured('NoSuchConfiguration', input.Bucket);
}
