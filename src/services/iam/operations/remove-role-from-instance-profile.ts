/** RemoveRoleFromInstanceProfile. */
import { noSuchHolder } from '../errors.ts';
import { changeHolder } from '../holders.ts';
import { decodeProfile, noSuchInstanceProfile } from '../instance-profiles.ts';
import type { RemoveRoleFromInstanceProfileRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { keys, profileRecord } from '../store.ts';

export async function removeRoleFromInstanceProfile(
  ctx: IamContext,
  { InstanceProfileName: name, RoleName: roleName }: RemoveRoleFromInstanceProfileRequest,
): Promise<Record<string, never>> {
  const key = keys.profile(ctx.accountId, name);
  await changeHolder(
    ctx,
    'role',
    roleName,
    (role, [entry]) => {
      const profile = decodeProfile(entry, name);
      if (!profile) throw noSuchInstanceProfile(name);
      if (profile.roleName !== roleName) throw noSuchHolder('role', roleName);
      return {
        holder: { ...role, instanceProfiles: role.instanceProfiles?.filter((other) => other !== name) ?? [] },
        changes: { sets: [{ key, value: profileRecord.encode({ ...profile, roleName: undefined }) }] },
      };
    },
    [key],
  );
  return {};
}
