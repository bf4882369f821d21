import { shownGroup } from '../describe.ts';
import { createHolder } from '../holders.ts';
import type { CreateGroupRequest, CreateGroupResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { type Group, groupNameRecord, keys } from '../store.ts';

export async function createGroup(ctx: IamContext, input: CreateGroupRequest): Promise<CreateGroupResponse> {
  const { GroupName: name } = input;
  const group: Group = {
    id: `AGPA${ctx.ids.base32(17)}`,
    name,
    path: input.Path ?? '/',
    createdAtMs: ctx.clock.nowMs(),
    attached: [],
    inline: [],
    members: 0,
  };
  await createHolder(ctx, 'group', group, [], () => ({
    sets: [{ key: keys.groupName(ctx.accountId, group.id), value: groupNameRecord.encode({ name }) }],
  }));
  return { Group: shownGroup(ctx.accountId, group) };
}
