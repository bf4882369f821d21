import { deleteHolder } from '../delete-holder.ts';
import type { DeleteRoleRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { endBoundary } from '../uses.ts';

export async function deleteRole(ctx: IamContext, input: DeleteRoleRequest): Promise<Record<string, never>> {
  await deleteHolder(ctx, 'role', input.RoleName, (role) => endBoundary(ctx, 'role', role));
  return {};
}
