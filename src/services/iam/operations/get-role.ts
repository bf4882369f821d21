import { shownRole } from '../describe.ts';
import { requireHolder } from '../holders.ts';
import type { GetRoleRequest, GetRoleResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function getRole(ctx: IamContext, input: GetRoleRequest): Promise<GetRoleResponse> {
  return { Role: shownRole(ctx.accountId, await requireHolder(ctx, 'role', input.RoleName)) };
}
