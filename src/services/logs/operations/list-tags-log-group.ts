/** ListTagsLogGroup, the older form of ListTagsForResource. */
import { type LogsContext, requireGroup } from '../groups.ts';
import type { ListTagsLogGroupRequest, ListTagsLogGroupResponse } from '../model.ts';

export async function listTagsLogGroup(
  ctx: LogsContext,
  input: ListTagsLogGroupRequest,
): Promise<ListTagsLogGroupResponse> {
  return { tags: (await requireGroup(ctx, input.logGroupName)).tags };
}
