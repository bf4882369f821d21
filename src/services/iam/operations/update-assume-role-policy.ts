import { changeHolder } from '../holders.ts';
import type { UpdateAssumeRolePolicyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { newTrust } from '../trust.ts';

export async function updateAssumeRolePolicy(
  ctx: IamContext,
  input: UpdateAssumeRolePolicyRequest,
): Promise<Record<string, never>> {
  const trust = await newTrust(ctx.store, input.PolicyDocument);
  await changeHolder(ctx, 'role', input.RoleName, (role) => ({ holder: { ...role, ...trust } }));
  return {};
}
