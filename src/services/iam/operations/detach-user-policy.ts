import type { DetachUserPolicyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { detachPolicy } from '../uses.ts';

export async function detachUserPolicy(
  ctx: IamContext,
  input: DetachUserPolicyRequest,
): Promise<Record<string, never>> {
  await detachPolicy(ctx, 'user', input.UserName, input.PolicyArn);
  return {};
}
