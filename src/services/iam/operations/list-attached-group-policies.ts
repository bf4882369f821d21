import { attachedPolicies } from '../attachments.ts';
import type { ListAttachedGroupPoliciesRequest, ListAttachedGroupPoliciesResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';

export function listAttachedGroupPolicies(
  ctx: IamContext,
  input: ListAttachedGroupPoliciesRequest,
): Promise<ListAttachedGroupPoliciesResponse> {
  return attachedPolicies(ctx, 'group', input.GroupName, input);
}
