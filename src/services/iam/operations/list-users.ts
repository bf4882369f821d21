import { listedUser } from '../describe.ts';
import { pageOfHolders } from '../holder-pages.ts';
import type { ListUsersRequest, ListUsersResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function listUsers(ctx: IamContext, input: ListUsersRequest): Promise<ListUsersResponse> {
  const { items, ...rest } = await pageOfHolders(ctx, 'user', input);
  return { Users: items.map((user) => listedUser(ctx.accountId, user)), ...rest };
}
