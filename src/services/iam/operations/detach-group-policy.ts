import type { DetachGroupPolicyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { detachPolicy } from '../uses.ts';

export async function detachGroupPolicy(
  ctx: IamContext,
  input: DetachGroupPolicyRequest,
): Promise<Record<string, never>> {
  await detachPolicy(ctx, 'group', input.GroupName, input.PolicyArn);
  return {};
}
