import { deleteInlinePolicy } from '../inline-policies.ts';
import type { DeleteRolePolicyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function deleteRolePolicy(
  ctx: IamContext,
  input: DeleteRolePolicyRequest,
): Promise<Record<string, never>> {
  await deleteInlinePolicy(ctx, 'role', input.RoleName, input.PolicyName);
  return {};
}
