import { inlinePolicyNames } from '../inline-policies.ts';
import type { ListUserPoliciesRequest, ListUserPoliciesResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';

export function listUserPolicies(ctx: IamContext, input: ListUserPoliciesRequest): Promise<ListUserPoliciesResponse> {
  return inlinePolicyNames(ctx, 'user', input.UserName, input);
}
