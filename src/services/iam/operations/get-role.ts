import { shownRole } from '../describe.ts';
import { requireHolder } from '../holders.ts';
import type { GetRoleRequest, GetRoleResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { roleLastUsed } from '../service-uses.ts';
import { withShownTrust } from '../trust.ts';

export async function getRole(ctx: IamContext, input: GetRoleRequest): Promise<GetRoleResponse> {
  const role = await requireHolder(ctx, 'role', input.RoleName);
  const lastUsed = await roleLastUsed(ctx, role);
  return { Role: shownRole(ctx.accountId, await withShownTrust(ctx.store, role), lastUsed) };
}
