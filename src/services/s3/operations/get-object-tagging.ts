/** GetObjectTagging. */
import { describeVersion } from '../describe-object.ts';
import { requireObject } from '../find-object.ts';
import type { GetObjectTaggingOutput, GetObjectTaggingRequest } from '../model.ts';
import { describeTags } from '../object-tags.ts';
import type { S3Context } from '../parts.ts';

export async function getObjectTagging(
  ctx: S3Context,
  input: GetObjectTaggingRequest,
): Promise<GetObjectTaggingOutput> {
  const { bucket, record } = await requireObject(ctx, input);
  return { TagSet: describeTags(record.tags), ...describeVersion(bucket.record, record) };
}
