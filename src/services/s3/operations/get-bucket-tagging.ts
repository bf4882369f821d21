/** GetBucketTagging. */
import type { BucketTags } from '../bucket-tags.ts';
import { requireBucket } from '../buckets.ts';
import { readConfig } from '../configs.ts';
import type { GetBucketTaggingOutput, GetBucketTaggingRequest } from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketTagging(
  ctx: S3Context,
  input: GetBucketTaggingRequest,
): Promise<GetBucketTaggingOutput> {
  const tags = await readConfig<BucketTags>(await requireBucket(ctx, input), 'tagging');
  if (!tags || tags.length === 0) throw notConfigured('NoSuchTagSet', input.Bucket);
  return { TagSet: tags };
}
