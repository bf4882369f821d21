import { changeMembership } from '../groups.ts';
import type { RemoveUserFromGroupRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function removeUserFromGroup(
  ctx: IamContext,
  input: RemoveUserFromGroupRequest,
): Promise<Record<string, never>> {
  await changeMembership(ctx, input.UserName, input.GroupName, false);
  return {};
}
