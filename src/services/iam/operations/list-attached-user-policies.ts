import { attachedPolicies } from '../attachments.ts';
import type { ListAttachedUserPoliciesRequest, ListAttachedUserPoliciesResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';

export function listAttachedUserPolicies(
  ctx: IamContext,
  input: ListAttachedUserPoliciesRequest,
): Promise<ListAttachedUserPoliciesResponse> {
  return attachedPolicies(ctx, 'user', input.UserName, input);
}
