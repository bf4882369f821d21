/** TagResource, of log groups. */
import { groupNameFromTagArn, type LogsContext, resourceNotFound, updateGroup } from '../groups.ts';
import type { TagResourceRequest } from '../model.ts';
import { withTags } from '../tags.ts';

export async function tagResource(ctx: LogsContext, input: TagResourceRequest): Promise<Record<string, never>> {
  const name = groupNameFromTagArn(ctx, input.resourceArn);
  await updateGroup(ctx, name, (group) => ({ ...group, tags: withTags(group.tags, input.tags) }), resourceNotFound);
  return {};
}
