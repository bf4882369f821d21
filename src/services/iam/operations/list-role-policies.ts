import { inlinePolicyNames } from '../inline-policies.ts';
import type { ListRolePoliciesRequest, ListRolePoliciesResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';

export function listRolePolicies(ctx: IamContext, input: ListRolePoliciesRequest): Promise<ListRolePoliciesResponse> {
  return inlinePolicyNames(ctx, 'role', input.RoleName, input);
}
