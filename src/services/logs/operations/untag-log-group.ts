/** UntagLogGroup, the older form of UntagResource. */
import { type LogsContext, updateGroup } from '../groups.ts';
import type { UntagLogGroupRequest } from '../model.ts';
import { withoutTags } from '../tags.ts';

export async function untagLogGroup(ctx: LogsContext, input: UntagLogGroupRequest): Promise<Record<string, never>> {
  await updateGroup(ctx, input.logGroupName, (group) => ({ ...group, tags: withoutTags(group.tags, input.tags) }));
  return {};
}
