/** CreateLoginProfile: gives a user a password. */
import { holderMeant } from '../access-keys.ts';
import { validationError } from '../errors.ts';
import { changeHolder } from '../holders.ts';
import { profileExists, shownProfile } from '../login-profiles.ts';
import type { CreateLoginProfileRequest, CreateLoginProfileResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { newPassword, requirePassword } from '../passwords.ts';
import { settingsOf } from '../settings.ts';

export async function createLoginProfile(
  ctx: IamContext,
  input: CreateLoginProfileRequest,
): Promise<CreateLoginProfileResponse> {
  const userName = userMeant(ctx, input.UserName);
  const password = await newPassword(await settingsOf(ctx.store, ctx.accountId), requirePassword(input.Password), {
    resetRequired: input.PasswordResetRequired ?? false,
    nowMs: ctx.clock.nowMs(),
    present: undefined,
  });
  await changeHolder(ctx, 'user', userName, (user) => {
    if (user.password) throw profileExists(userName);
    return { holder: { ...user, password } };
  });
  return { LoginProfile: shownProfile(userName, password) };
}

/** The root user's password is nobody's here: there is nothing to sign in to with it. */
export function userMeant(ctx: IamContext, userName: string | undefined): string {
  const holder = holderMeant(ctx, userName);
  if (holder !== 'root') return holder.userName;
  throw validationError('Must specify userName when calling with the root user: it has no password here.');
}
