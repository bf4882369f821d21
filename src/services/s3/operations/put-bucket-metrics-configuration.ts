/** PutBucketMetricsConfiguration: refused. */
import { requireBucket } from '../buckets.ts';
import { unsupported } from '../errors.ts';
import type { PutBucketMetricsConfigurationRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putBucketMetricsConfiguration(
  ctx: S3Context,
  input: PutBucketMetricsConfigurationRequest,
): Promise<Record<string, never>> {
  await requireBucket(ctx, input);
  throw unsupported('metrics of requests to buckets');
}
