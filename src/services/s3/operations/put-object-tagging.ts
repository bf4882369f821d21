/** PutObjectTagging: all tags of a version are replaced. */
import { changeVersion } from '../change-version.ts';
import { describeVersion } from '../describe-object.ts';
import type { PutObjectTaggingOutput, PutObjectTaggingRequest } from '../model.ts';
import { readTagSet } from '../object-tags.ts';
import type { S3Context } from '../parts.ts';

export async function putObjectTagging(
  ctx: S3Context,
  input: PutObjectTaggingRequest,
): Promise<PutObjectTaggingOutput> {
  const tags = readTagSet(input.Tagging.TagSet);
  const { bucket, record } = await changeVersion(ctx, input, (before) => ({ ...before, tags }));
  return describeVersion(bucket, record);
}
