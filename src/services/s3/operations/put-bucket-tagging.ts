/** PutBucketTagging: takes the place of all tags; an empty set is a set. */
import { checkBucketTags } from '../bucket-tags.ts';
import { putConfig } from '../configs.ts';
import type { PutBucketTaggingRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putBucketTagging(ctx: S3Context, input: PutBucketTaggingRequest): Promise<Record<string, never>> {
  const tags = input.Tagging.TagSet;
  checkBucketTags(tags);
  await putConfig(ctx, input, 'tagging', tags);
  return {};
}
