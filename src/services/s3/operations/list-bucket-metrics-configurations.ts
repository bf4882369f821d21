/** ListBucketMetricsConfigurations: none. */
import { requireBucket } from '../buckets.ts';
import type { ListBucketMetricsConfigurationsOutput, ListBucketMetricsConfigurationsRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function listBucketMetricsConfigurations(
  ctx: S3Context,
  input: ListBucketMetricsConfigurationsRequest,
): Promise<ListBucketMetricsConfigurationsOutput> {
  await requireBucket(ctx, input);
  return { IsTruncated: false };
}
