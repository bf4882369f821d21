import { inlinePolicy } from '../inline-policies.ts';
import type { GetGroupPolicyRequest, GetGroupPolicyResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function getGroupPolicy(ctx: IamContext, input: GetGroupPolicyRequest): Promise<GetGroupPolicyResponse> {
  return { GroupName: input.GroupName, ...(await inlinePolicy(ctx, 'group', input.GroupName, input.PolicyName)) };
}
