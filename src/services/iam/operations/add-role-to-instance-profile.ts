/** AddRoleToInstanceProfile: a profile holds one role, "and this quota cannot be increased". */
import { overQuota } from '../errors.ts';
import { changeHolder } from '../holders.ts';
import { decodeProfile, noSuchInstanceProfile } from '../instance-profiles.ts';
import { PROFILES_PER_ROLE } from '../limits.ts';
import type { AddRoleToInstanceProfileRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { keys, profileRecord } from '../store.ts';

export async function addRoleToInstanceProfile(
  ctx: IamContext,
  { InstanceProfileName: name, RoleName: roleName }: AddRoleToInstanceProfileRequest,
): Promise<Record<string, never>> {
  const key = keys.profile(ctx.accountId, name);
  await changeHolder(
    ctx,
    'role',
    roleName,
    (role, [entry]) => {
      const profile = decodeProfile(entry, name);
      if (!profile) throw noSuchInstanceProfile(name);
      // "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1" (public reports, 2026-11-24).
      if (profile.roleName !== undefined) throw overQuota('InstanceSessionsPerInstanceProfile', 1);
      const { instanceProfiles = [] } = role;
      if (instanceProfiles.length >= PROFILES_PER_ROLE) throw overQuota('InstanceProfilesPerRole', PROFILES_PER_ROLE);
      return {
        holder: { ...role, instanceProfiles: [...instanceProfiles, name] },
        changes: { sets: [{ key, value: profileRecord.encode({ ...profile, roleName }) }] },
      };
    },
    [key],
  );
  return {};
}
