/** DeleteBucketIntelligentTieringConfiguration: there is none. */
import { requireBucket } from '../buckets.ts';
import type { DeleteBucketIntelligentTieringConfigurationRequest } from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';

export async function deleteBucketIntelligentTieringConfiguration(
  ctx: S3Context,
  input: DeleteBucketIntelligentTieringConfigurationRequest,
): Promise<Record<string, never>> {
  await requireBucket(ctx, input);
  throw notConfigured('NoSuchConfiguration', input.Bucket);
}
