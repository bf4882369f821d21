import type { DeleteUserPermissionsBoundaryRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { deleteBoundary } from '../uses.ts';

export async function deleteUserPermissionsBoundary(
  ctx: IamContext,
  input: DeleteUserPermissionsBoundaryRequest,
): Promise<Record<string, never>> {
  await deleteBoundary(ctx, 'user', input.UserName);
  return {};
}
