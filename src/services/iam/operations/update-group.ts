import type { UpdateGroupRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { renameHolder } from '../rename.ts';
import { groupNameRecord, keys } from '../store.ts';

/** A new name or path. Members and policies go on with the group. */
export async function updateGroup(ctx: IamContext, input: UpdateGroupRequest): Promise<Record<string, never>> {
  const to = { name: input.NewGroupName, path: input.NewPath };
  await renameHolder(ctx, 'group', input.GroupName, to, ({ id }, name) => ({
    sets: [{ key: keys.groupName(ctx.accountId, id), value: groupNameRecord.encode({ name }) }],
  }));
  return {};
}
