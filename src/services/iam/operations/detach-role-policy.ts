import type { DetachRolePolicyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { detachPolicy } from '../uses.ts';

export async function detachRolePolicy(
  ctx: IamContext,
  input: DetachRolePolicyRequest,
): Promise<Record<string, never>> {
  await detachPolicy(ctx, 'role', input.RoleName, input.PolicyArn);
  return {};
}
