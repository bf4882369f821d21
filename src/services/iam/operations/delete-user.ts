import { deleteHolder } from '../delete-holder.ts';
import { stillHolds } from '../errors.ts';
import type { DeleteUserRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { endBoundary } from '../uses.ts';

export async function deleteUser(ctx: IamContext, input: DeleteUserRequest): Promise<Record<string, never>> {
  await deleteHolder(ctx, 'user', input.UserName, (user) => {
    if (user.accessKeys.length > 0) throw stillHolds('delete access keys');
    if (user.groups.length > 0) throw stillHolds('remove users from group');
    if (user.password) throw stillHolds('delete login profile');
    if (user.mfaDevices?.length) throw stillHolds('delete MFA device');
    return endBoundary(ctx, 'user', user);
  });
  return {};
}
