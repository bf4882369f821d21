import type { AttachGroupPolicyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { attachPolicy } from '../uses.ts';

export async function attachGroupPolicy(
  ctx: IamContext,
  input: AttachGroupPolicyRequest,
): Promise<Record<string, never>> {
  await attachPolicy(ctx, 'group', input.GroupName, input.PolicyArn);
  return {};
}
