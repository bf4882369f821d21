/** ListTagsForResource: empty where there are none. */
import type { ListTagsForResourceRequest, ListTagsForResourceResult } from '../model.ts';
import type { S3ControlContext } from '../parts.ts';
import { requireBucket } from '../resources.ts';

export async function listTagsForResource(
  ctx: S3ControlContext,
  input: ListTagsForResourceRequest,
): Promise<ListTagsForResourceResult> {
  return { Tags: await ctx.parts.buckets.tags(await requireBucket(ctx, input)) };
}
