/** ListBucketIntelligentTieringConfigurations: none. */
import { requireBucket } from '../buckets.ts';
import type {
  ListBucketIntelligentTieringConfigurationsOutput,
  ListBucketIntelligentTieringConfigurationsRequest,
} from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function listBucketIntelligentTieringConfigurations(
  ctx: S3Context,
  input: ListBucketIntelligentTieringConfigurationsRequest,
): Promise<ListBucketIntelligentTieringConfigurationsOutput> {
  await requireBucket(ctx, input);
  return { IsTruncated: false };
}
