/** GetInstanceProfile. */
import { requireInstanceProfile, shownInstanceProfile } from '../instance-profiles.ts';
import type { GetInstanceProfileRequest, GetInstanceProfileResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function getInstanceProfile(
  ctx: IamContext,
  { InstanceProfileName: name }: GetInstanceProfileRequest,
): Promise<GetInstanceProfileResponse> {
  return { InstanceProfile: await shownInstanceProfile(ctx, await requireInstanceProfile(ctx, name)) };
}
