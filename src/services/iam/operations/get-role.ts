import { shownRole } from '../describe.ts';
import { requireHolder } from '../holders.ts';
import type { GetRoleRequest, GetRoleResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { withShownTrust } from '../trust.ts';

export async function getRole(ctx: IamContext, input: GetRoleRequest): Promise<GetRoleResponse> {
  const role = await requireHolder(ctx, 'role', input.RoleName);
  return { Role: shownRole(ctx.accountId, await withShownTrust(ctx.store, role)) };
}
