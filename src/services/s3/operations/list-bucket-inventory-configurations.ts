/** ListBucketInventoryConfigurations: none. */
import { requireBucket } from '../buckets.ts';
import type { ListBucketInventoryConfigurationsOutput, ListBucketInventoryConfigurationsRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function listBucketInventoryConfigurations(
  ctx: S3Context,
  input: ListBucketInventoryConfigurationsRequest,
): Promise<ListBucketInventoryConfigurationsOutput> {
  await requireBucket(ctx, input);
  return { IsTruncated: false };
}
