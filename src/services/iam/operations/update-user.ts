import { pointerChanges } from '../access-keys.ts';
import type { UpdateUserRequest } from '../model.ts';
import { type IamContext, together } from '../parts.ts';
import { renameHolder } from '../rename.ts';
import { INDEX_ENTRY, keys, mfaHolderRecord } from '../store.ts';

/** A new name or path. Keys, groups, MFA devices and policies go on with the user. */
export async function updateUser(ctx: IamContext, input: UpdateUserRequest): Promise<Record<string, never>> {
  const { accountId } = ctx;
  await renameHolder(ctx, 'user', input.UserName, { name: input.NewUserName, path: input.NewPath }, (user, newName) => {
    const accessKeyIds = user.accessKeys.map(({ id }) => id);
    return together(pointerChanges({ accountId, userName: newName }, accessKeyIds), {
      deletes: user.groups.map((groupId) => keys.member(accountId, groupId, user.name)),
      sets: [
        ...user.groups.map((groupId) => ({ key: keys.member(accountId, groupId, newName), value: INDEX_ENTRY })),
        ...(user.mfaDevices ?? []).map(({ serial, enabledAtMs }) => ({
          key: keys.mfaHolder(accountId, serial),
          value: mfaHolderRecord.encode({ userName: newName, enabledAtMs }),
        })),
      ],
    });
  });
  return {};
}
