import { deleteInlinePolicy } from '../inline-policies.ts';
import type { DeleteGroupPolicyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function deleteGroupPolicy(
  ctx: IamContext,
  input: DeleteGroupPolicyRequest,
): Promise<Record<string, never>> {
  await deleteInlinePolicy(ctx, 'group', input.GroupName, input.PolicyName);
  return {};
}
