import { shownGroup } from '../describe.ts';
import { groupsOf } from '../groups.ts';
import { requireHolder } from '../holders.ts';
import type { ListGroupsForUserRequest, ListGroupsForUserResponse } from '../model.ts';
import { pageOfList } from '../pages.ts';
import type { IamContext } from '../parts.ts';

export async function listGroupsForUser(
  ctx: IamContext,
  input: ListGroupsForUserRequest,
): Promise<ListGroupsForUserResponse> {
  const user = await requireHolder(ctx, 'user', input.UserName);
  const { items, ...rest } = pageOfList(await groupsOf(ctx.store, ctx.accountId, user), ({ name }) => name, input);
  return { Groups: items.map((group) => shownGroup(ctx.accountId, group)), ...rest };
}
