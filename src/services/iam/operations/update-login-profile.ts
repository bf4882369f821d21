/** UpdateLoginProfile: another password for a user, or that it must be changed. */
import { ConcurrentModificationException, type UpdateLoginProfileRequest } from '../model.ts';
import { changeHolder, requireHolder } from '../holders.ts';
import { requireProfile } from '../login-profiles.ts';
import type { IamContext } from '../parts.ts';
import { newPassword } from '../passwords.ts';
import { settingsOf } from '../settings.ts';

export async function updateLoginProfile(
  ctx: IamContext,
  input: UpdateLoginProfileRequest,
): Promise<Record<string, never>> {
  const { UserName: name } = input;
  const present = requireProfile(await requireHolder(ctx, 'user', name));
  const resetRequired = input.PasswordResetRequired ?? present.resetRequired;
  // Hashing takes its time: it must not hold up other changes of the user.
  const password =
    input.Password === undefined
      ? { ...present, resetRequired }
      : await newPassword(await settingsOf(ctx.store, ctx.accountId), input.Password, {
          resetRequired,
          nowMs: ctx.clock.nowMs(),
          present,
        });
  await changeHolder(ctx, 'user', name, (user) => {
    if (requireProfile(user).hash !== present.hash) throw changedMeanwhile();
    return { holder: { ...user, password } };
  });
  return {};
}

export const changedMeanwhile = (): Error =>
  new ConcurrentModificationException('The password was changed by another request at the same time.');
