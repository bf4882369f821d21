import type { DeleteRolePermissionsBoundaryRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { deleteBoundary } from '../uses.ts';

export async function deleteRolePermissionsBoundary(
  ctx: IamContext,
  input: DeleteRolePermissionsBoundaryRequest,
): Promise<Record<string, never>> {
  await deleteBoundary(ctx, 'role', input.RoleName);
  return {};
}
