/** TagInstanceProfile. */
import { changeProfile } from '../instance-profiles.ts';
import type { TagInstanceProfileRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { withTags } from '../tags.ts';

export async function tagInstanceProfile(
  ctx: IamContext,
  input: TagInstanceProfileRequest,
): Promise<Record<string, never>> {
  await changeProfile(ctx, input.InstanceProfileName, (profile) => ({
    ...profile,
    tags: withTags(profile.tags, input.Tags),
  }));
  return {};
}
