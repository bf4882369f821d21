import { listedRole } from '../describe.ts';
import { pageOfHolders } from '../holder-pages.ts';
import type { ListRolesRequest, ListRolesResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function listRoles(ctx: IamContext, input: ListRolesRequest): Promise<ListRolesResponse> {
  const { items, ...rest } = await pageOfHolders(ctx, 'role', input);
  return { Roles: items.map((role) => listedRole(ctx.accountId, role)), ...rest };
}
