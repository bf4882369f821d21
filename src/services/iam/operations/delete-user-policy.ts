import { deleteInlinePolicy } from '../inline-policies.ts';
import type { DeleteUserPolicyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function deleteUserPolicy(
  ctx: IamContext,
  input: DeleteUserPolicyRequest,
): Promise<Record<string, never>> {
  await deleteInlinePolicy(ctx, 'user', input.UserName, input.PolicyName);
  return {};
}
