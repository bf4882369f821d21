import type { PutRolePermissionsBoundaryRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { putBoundary } from '../uses.ts';

export async function putRolePermissionsBoundary(
  ctx: IamContext,
  input: PutRolePermissionsBoundaryRequest,
): Promise<Record<string, never>> {
  await putBoundary(ctx, 'role', input.RoleName, input.PermissionsBoundary);
  return {};
}
