import { inlinePolicy } from '../inline-policies.ts';
import type { GetUserPolicyRequest, GetUserPolicyResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function getUserPolicy(ctx: IamContext, input: GetUserPolicyRequest): Promise<GetUserPolicyResponse> {
  return { UserName: input.UserName, ...(await inlinePolicy(ctx, 'user', input.UserName, input.PolicyName)) };
}
