import { listedUser, shownGroup } from '../describe.ts';
import { membersOf } from '../groups.ts';
import { requireHolder } from '../holders.ts';
import type { GetGroupRequest, GetGroupResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function getGroup(ctx: IamContext, input: GetGroupRequest): Promise<GetGroupResponse> {
  const group = await requireHolder(ctx, 'group', input.GroupName);
  const { items, ...rest } = await membersOf(ctx, group, input);
  return {
    Group: shownGroup(ctx.accountId, group),
    Users: items.map((user) => listedUser(ctx.accountId, user)),
    ...rest,
  };
}
