import { inlinePolicy } from '../inline-policies.ts';
import type { GetRolePolicyRequest, GetRolePolicyResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function getRolePolicy(ctx: IamContext, input: GetRolePolicyRequest): Promise<GetRolePolicyResponse> {
  return { RoleName: input.RoleName, ...(await inlinePolicy(ctx, 'role', input.RoleName, input.PolicyName)) };
}
