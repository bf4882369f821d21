import { attachedPolicies } from '../attachments.ts';
import type { ListAttachedRolePoliciesRequest, ListAttachedRolePoliciesResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';

export function listAttachedRolePolicies(
  ctx: IamContext,
  input: ListAttachedRolePoliciesRequest,
): Promise<ListAttachedRolePoliciesResponse> {
  return attachedPolicies(ctx, 'role', input.RoleName, input);
}
