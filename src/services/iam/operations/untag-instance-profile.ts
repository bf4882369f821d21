/** UntagInstanceProfile. */
import { changeProfile } from '../instance-profiles.ts';
import type { UntagInstanceProfileRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { withoutTags } from '../tags.ts';

export async function untagInstanceProfile(
  ctx: IamContext,
  input: UntagInstanceProfileRequest,
): Promise<Record<string, never>> {
  await changeProfile(ctx, input.InstanceProfileName, (profile) => ({
    ...profile,
    tags: withoutTags(profile.tags, input.TagKeys),
  }));
  return {};
}
