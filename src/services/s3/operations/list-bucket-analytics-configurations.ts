/** ListBucketAnalyticsConfigurations: none. */
import { requireBucket } from '../buckets.ts';
import type { ListBucketAnalyticsConfigurationsOutput, ListBucketAnalyticsConfigurationsRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function listBucketAnalyticsConfigurations(
  ctx: S3Context,
  input: ListBucketAnalyticsConfigurationsRequest,
): Promise<ListBucketAnalyticsConfigurationsOutput> {
  await requireBucket(ctx, input);
  return { IsTruncated: false };
}
