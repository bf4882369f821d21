/** GetAccountPasswordPolicy. */
import { type GetAccountPasswordPolicyResponse, NoSuchEntityException } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { settingsOf } from '../settings.ts';

export async function getAccountPasswordPolicy(ctx: IamContext): Promise<GetAccountPasswordPolicyResponse> {
  const { passwordPolicy: policy } = await settingsOf(ctx.store, ctx.accountId);
  if (!policy) {
    throw new NoSuchEntityException(`The Password Policy with domain name ${ctx.accountId} cannot be found.`);
  }
  return {
    PasswordPolicy: {
      MinimumPasswordLength: policy.minimumLength,
      RequireSymbols: policy.symbols,
      RequireNumbers: policy.numbers,
      RequireUppercaseCharacters: policy.uppercase,
      RequireLowercaseCharacters: policy.lowercase,
      AllowUsersToChangePassword: policy.usersMayChange,
      ExpirePasswords: policy.maxAgeDays !== undefined,
      ...(policy.maxAgeDays !== undefined && { MaxPasswordAge: policy.maxAgeDays }),
      ...(policy.reusePrevention !== undefined && { PasswordReusePrevention: policy.reusePrevention }),
      ...(policy.hardExpiry !== undefined && { HardExpiry: policy.hardExpiry }),
    },
  };
}
