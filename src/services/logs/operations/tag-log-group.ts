/** TagLogGroup, the older form of TagResource. */
import { type LogsContext, updateGroup } from '../groups.ts';
import type { TagLogGroupRequest } from '../model.ts';
import { withTags } from '../tags.ts';

export async function tagLogGroup(ctx: LogsContext, input: TagLogGroupRequest): Promise<Record<string, never>> {
  await updateGroup(ctx, input.logGroupName, (group) => ({ ...group, tags: withTags(group.tags, input.tags) }));
  return {};
}
