/** ChangePassword: the calling user's own. */
import { WireError } from '../../../wire/error.ts';
import { changeHolder, requireHolder } from '../holders.ts';
import { requireProfile } from '../login-profiles.ts';
import { type ChangePasswordRequest, InvalidUserTypeException } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { isPassword, newPassword } from '../passwords.ts';
import { settingsOf } from '../settings.ts';
import { changedMeanwhile } from './update-login-profile.ts';

export async function changePassword(ctx: IamContext, input: ChangePasswordRequest): Promise<Record<string, never>> {
  const { kind, userName } = ctx.principal;
  if (kind !== 'user' || userName === undefined) {
    throw new InvalidUserTypeException('Only IAM Users can change their own password.');
  }
  const present = requireProfile(await requireHolder(ctx, 'user', userName));
  if (!(await isPassword(input.OldPassword, present.hash))) {
    // "The old password was incorrect." (AccessDenied, public reports, 2026-11-24).
    throw new WireError('AccessDenied', 403, 'The old password was incorrect.');
  }
  const password = await newPassword(await settingsOf(ctx.store, ctx.accountId), input.NewPassword, {
    resetRequired: false,
    nowMs: ctx.clock.nowMs(),
    present,
  });
  await changeHolder(ctx, 'user', userName, (user) => {
    if (requireProfile(user).hash !== present.hash) throw changedMeanwhile();
    return { holder: { ...user, password } };
  });
  return {};
}
