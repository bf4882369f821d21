import { putInlinePolicy } from '../inline-policies.ts';
import type { PutUserPolicyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function putUserPolicy(ctx: IamContext, input: PutUserPolicyRequest): Promise<Record<string, never>> {
  await putInlinePolicy(ctx, 'user', input.UserName, input.PolicyName, input.PolicyDocument);
  return {};
}
