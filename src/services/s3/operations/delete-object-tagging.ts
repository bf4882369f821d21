/** DeleteObjectTagging: idempotent. */
import { changeVersion } from '../change-version.ts';
import { describeVersion } from '../describe-object.ts';
import type { DeleteObjectTaggingOutput, DeleteObjectTaggingRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function deleteObjectTagging(
  ctx: S3Context,
  input: DeleteObjectTaggingRequest,
): Promise<DeleteObjectTaggingOutput> {
  const { bucket, record } = await changeVersion(ctx, input, ({ tags: _tags, ...others }) => others);
  return describeVersion(bucket, record);
}
