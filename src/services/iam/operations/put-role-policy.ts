import { putInlinePolicy } from '../inline-policies.ts';
import type { PutRolePolicyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function putRolePolicy(ctx: IamContext, input: PutRolePolicyRequest): Promise<Record<string, never>> {
  await putInlinePolicy(ctx, 'role', input.RoleName, input.PolicyName, input.PolicyDocument);
  return {};
}
