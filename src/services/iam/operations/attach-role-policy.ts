import type { AttachRolePolicyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { attachPolicy } from '../uses.ts';

export async function attachRolePolicy(
  ctx: IamContext,
  input: AttachRolePolicyRequest,
): Promise<Record<string, never>> {
  await attachPolicy(ctx, 'role', input.RoleName, input.PolicyArn);
  return {};
}
