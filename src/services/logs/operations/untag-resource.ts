/** UntagResource, of log groups. */
import { groupNameFromTagArn, type LogsContext, resourceNotFound, updateGroup } from '../groups.ts';
import type { UntagResourceRequest } from '../model.ts';
import { withoutTags } from '../tags.ts';

export async function untagResource(ctx: LogsContext, input: UntagResourceRequest): Promise<Record<string, never>> {
  const name = groupNameFromTagArn(ctx, input.resourceArn);
  const keys = input.tagKeys;
  await updateGroup(ctx, name, (group) => ({ ...group, tags: withoutTags(group.tags, keys) }), resourceNotFound);
  return {};
}
