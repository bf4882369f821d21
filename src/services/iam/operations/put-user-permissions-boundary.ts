import type { PutUserPermissionsBoundaryRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { putBoundary } from '../uses.ts';

export async function putUserPermissionsBoundary(
  ctx: IamContext,
  input: PutUserPermissionsBoundaryRequest,
): Promise<Record<string, never>> {
  await putBoundary(ctx, 'user', input.UserName, input.PermissionsBoundary);
  return {};
}
