import { listedRole } from '../describe.ts';
import { pageOfHolders } from '../holder-pages.ts';
import type { ListRolesRequest, ListRolesResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { withShownTrust } from '../trust.ts';

export async function listRoles(ctx: IamContext, input: ListRolesRequest): Promise<ListRolesResponse> {
  const { items, ...rest } = await pageOfHolders(ctx, 'role', input);
  const roles = await Promise.all(items.map((role) => withShownTrust(ctx.store, role)));
  return { Roles: roles.map((role) => listedRole(ctx.accountId, role)), ...rest };
}
