import { changeHolder } from '../holders.ts';
import type { UpdateAssumeRolePolicyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { checkTrust } from '../roles.ts';

export async function updateAssumeRolePolicy(
  ctx: IamContext,
  input: UpdateAssumeRolePolicyRequest,
): Promise<Record<string, never>> {
  const { PolicyDocument: trust } = input;
  checkTrust(trust);
  await changeHolder(ctx, 'role', input.RoleName, (role) => ({ holder: { ...role, trust } }));
  return {};
}
