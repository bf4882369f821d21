/** GetLoginProfile. */
import { requireHolder } from '../holders.ts';
import { requireProfile, shownProfile } from '../login-profiles.ts';
import type { GetLoginProfileRequest, GetLoginProfileResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { userMeant } from './create-login-profile.ts';

export async function getLoginProfile(
  ctx: IamContext,
  input: GetLoginProfileRequest,
): Promise<GetLoginProfileResponse> {
  const user = await requireHolder(ctx, 'user', userMeant(ctx, input.UserName));
  return { LoginProfile: shownProfile(user.name, requireProfile(user)) };
}
