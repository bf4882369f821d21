/** UpdateAccountPasswordPolicy: "does not support partial updates": what is left out is set to its default. */
import { PASSWORD_LENGTH_LEAST } from '../limits.ts';
import type { UpdateAccountPasswordPolicyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { changeSettings } from '../settings.ts';
import type { PasswordPolicyRecord } from '../store.ts';

export async function updateAccountPasswordPolicy(
  ctx: IamContext,
  input: UpdateAccountPasswordPolicyRequest,
): Promise<Record<string, never>> {
  const passwordPolicy: PasswordPolicyRecord = {
    minimumLength: input.MinimumPasswordLength ?? PASSWORD_LENGTH_LEAST,
    symbols: input.RequireSymbols ?? false,
    numbers: input.RequireNumbers ?? false,
    uppercase: input.RequireUppercaseCharacters ?? false,
    lowercase: input.RequireLowercaseCharacters ?? false,
    usersMayChange: input.AllowUsersToChangePassword ?? false,
    ...(input.MaxPasswordAge !== undefined && { maxAgeDays: input.MaxPasswordAge }),
    ...(input.PasswordReusePrevention !== undefined && { reusePrevention: input.PasswordReusePrevention }),
    ...(input.HardExpiry !== undefined && { hardExpiry: input.HardExpiry }),
  };
  await changeSettings(ctx, (settings) => ({ ...settings, passwordPolicy }));
  return {};
}
