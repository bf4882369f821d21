import { madeRole } from '../describe.ts';
import { changeHolder } from '../holders.ts';
import type { UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { withShownTrust } from '../trust.ts';

export async function updateRoleDescription(
  ctx: IamContext,
  input: UpdateRoleDescriptionRequest,
): Promise<UpdateRoleDescriptionResponse> {
  const { Description: description } = input;
  const role = await changeHolder(ctx, 'role', input.RoleName, (present) => ({ holder: { ...present, description } }));
  return { Role: { ...madeRole(ctx.accountId, await withShownTrust(ctx.store, role)), Description: description } };
}
