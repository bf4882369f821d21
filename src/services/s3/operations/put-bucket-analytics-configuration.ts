/** PutBucketAnalyticsConfiguration: refused. */
import { requireBucket } from '../buckets.ts';
import { unsupported } from '../errors.ts';
import type { PutBucketAnalyticsConfigurationRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putBucketAnalyticsConfiguration(
  ctx: S3Context,
  input: PutBucketAnalyticsConfigurationRequest,
): Promise<Record<string, never>> {
  await requireBucket(ctx, input);
  throw unsupported('the analytics of storage classes');
}
