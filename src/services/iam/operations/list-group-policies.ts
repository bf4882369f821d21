import { inlinePolicyNames } from '../inline-policies.ts';
import type { ListGroupPoliciesRequest, ListGroupPoliciesResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';

export function listGroupPolicies(
  ctx: IamContext,
  input: ListGroupPoliciesRequest,
): Promise<ListGroupPoliciesResponse> {
  return inlinePolicyNames(ctx, 'group', input.GroupName, input);
}
