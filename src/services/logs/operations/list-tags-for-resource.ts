/** ListTagsForResource, of log groups. */
import { findGroup, groupNameFromTagArn, type LogsContext, resourceNotFound } from '../groups.ts';
import type { ListTagsForResourceRequest, ListTagsForResourceResponse } from '../model.ts';

export async function listTagsForResource(
  ctx: LogsContext,
  input: ListTagsForResourceRequest,
): Promise<ListTagsForResourceResponse> {
  const group = await findGroup(ctx.store, ctx, groupNameFromTagArn(ctx, input.resourceArn));
  if (!group) throw resourceNotFound();
  return { tags: group.tags };
}
