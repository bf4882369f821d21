/** DeleteLoginProfile. */
import { changeHolder } from '../holders.ts';
import { requireProfile } from '../login-profiles.ts';
import type { DeleteLoginProfileRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { userMeant } from './create-login-profile.ts';

export async function deleteLoginProfile(
  ctx: IamContext,
  input: DeleteLoginProfileRequest,
): Promise<Record<string, never>> {
  await changeHolder(ctx, 'user', userMeant(ctx, input.UserName), (user) => {
    requireProfile(user);
    return { holder: { ...user, password: undefined } };
  });
  return {};
}
