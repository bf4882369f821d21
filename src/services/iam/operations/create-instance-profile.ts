/** CreateInstanceProfile. */
import { overQuota } from '../errors.ts';
import { counted, countOf } from '../holders.ts';
import { shownInstanceProfile } from '../instance-profiles.ts';
import { INSTANCE_PROFILES_MAX } from '../limits.ts';
import {
  type CreateInstanceProfileRequest,
  type CreateInstanceProfileResponse,
  EntityAlreadyExistsException,
} from '../model.ts';
import { change, type IamContext, together } from '../parts.ts';
import { type InstanceProfile, keys, profileRecord } from '../store.ts';
import { withTags } from '../tags.ts';

export async function createInstanceProfile(
  ctx: IamContext,
  input: CreateInstanceProfileRequest,
): Promise<CreateInstanceProfileResponse> {
  const { InstanceProfileName: name } = input;
  if ((await countOf(ctx, 'instance-profile')) >= INSTANCE_PROFILES_MAX) {
    throw overQuota('InstanceProfilesPerAccount', INSTANCE_PROFILES_MAX);
  }
  const profile: InstanceProfile = {
    id: `AIPA${ctx.ids.base32(17)}`,
    name,
    path: input.Path ?? '/',
    createdAtMs: ctx.clock.nowMs(),
    tags: withTags({}, input.Tags ?? []),
  };
  const key = keys.profile(ctx.accountId, name);
  await change(ctx, [key], ([present]) => {
    if (present) throw new EntityAlreadyExistsException(`Instance Profile ${name} already exists.`);
    const made = { sets: [{ key, value: profileRecord.encode(profile) }] };
    return { changes: together(made, counted(ctx, 'instance-profile', 1n)), result: undefined };
  });
  return { InstanceProfile: await shownInstanceProfile(ctx, profile) };
}
