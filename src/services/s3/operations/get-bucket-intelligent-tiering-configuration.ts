/** GetBucketIntelligentTieringConfiguration: there is none. */
import { requireBucket } from '../buckets.ts';
import type {
  GetBucketIntelligentTieringConfigurationOutput,
  GetBucketIntelligentTieringConfigurationRequest,
} from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketIntelligentTieringConfiguration(
  ctx: S3Context,
  input: GetBucketIntelligentTieringConfigurationRequest,
): Promise<GetBucketIntelligentTieringConfigurationOutput> {
  await requireBucket(ctx, input);
  throw notConfigured('NoSuchConfiguration', input.Bucket);
}
