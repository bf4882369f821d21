/** UntagResource: keys that are not there are no mistake. */
import type { UntagResourceRequest } from '../model.ts';
import type { S3ControlContext } from '../parts.ts';
import { requireBucket } from '../resources.ts';

export async function untagResource(
  ctx: S3ControlContext,
  input: UntagResourceRequest,
): Promise<Record<string, never>> {
  const bucket = await requireBucket(ctx, input);
  const gone = new Set(input.TagKeys);
  await ctx.parts.buckets.changeTags(ctx, bucket, (tags) => tags.filter(({ Key }) => !gone.has(Key)));
  return {};
}
