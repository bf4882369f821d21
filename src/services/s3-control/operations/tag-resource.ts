/** TagResource: adds to the tags that are there; a key that is there gets the new value. */
import type { TagResourceRequest } from '../model.ts';
import type { S3ControlContext } from '../parts.ts';
import { requireBucket } from '../resources.ts';

export async function tagResource(ctx: S3ControlContext, input: TagResourceRequest): Promise<Record<string, never>> {
  const bucket = await requireBucket(ctx, input);
  await ctx.parts.buckets.changeTags(ctx, bucket, (tags) => {
    const given = new Set(input.Tags.map(({ Key }) => Key));
    return [...tags.filter(({ Key }) => !given.has(Key)), ...input.Tags];
  });
  return {};
}
