import { putInlinePolicy } from '../inline-policies.ts';
import type { PutGroupPolicyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function putGroupPolicy(ctx: IamContext, input: PutGroupPolicyRequest): Promise<Record<string, never>> {
  await putInlinePolicy(ctx, 'group', input.GroupName, input.PolicyName, input.PolicyDocument);
  return {};
}
