import { changeMembership } from '../groups.ts';
import type { AddUserToGroupRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function addUserToGroup(ctx: IamContext, input: AddUserToGroupRequest): Promise<Record<string, never>> {
  await changeMembership(ctx, input.UserName, input.GroupName, true);
  return {};
}
