/** DeleteInstanceProfile: refused while a role is in it. */
import { stillHolds } from '../errors.ts';
import { counted } from '../holders.ts';
import { decodeProfile, noSuchInstanceProfile } from '../instance-profiles.ts';
import type { DeleteInstanceProfileRequest } from '../model.ts';
import { change, type IamContext, together } from '../parts.ts';
import { keys } from '../store.ts';

export async function deleteInstanceProfile(
  ctx: IamContext,
  { InstanceProfileName: name }: DeleteInstanceProfileRequest,
): Promise<Record<string, never>> {
  const key = keys.profile(ctx.accountId, name);
  await change(ctx, [key], ([entry]) => {
    const profile = decodeProfile(entry, name);
    if (!profile) throw noSuchInstanceProfile(name);
    if (profile.roleName !== undefined) throw stillHolds('remove roles from instance profile');
    return { changes: together({ deletes: [key] }, counted(ctx, 'instance-profile', -1n)), result: undefined };
  });
  return {};
}
