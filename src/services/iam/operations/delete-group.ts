import { deleteHolder } from '../delete-holder.ts';
import { stillHolds } from '../errors.ts';
import type { DeleteGroupRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { keys } from '../store.ts';

export async function deleteGroup(ctx: IamContext, input: DeleteGroupRequest): Promise<Record<string, never>> {
  await deleteHolder(ctx, 'group', input.GroupName, (group) => {
    if (group.members > 0) throw stillHolds('remove users from group');
    return { deletes: [keys.groupName(ctx.accountId, group.id)] };
  });
  return {};
}
