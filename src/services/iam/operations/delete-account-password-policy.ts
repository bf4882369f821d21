/** DeleteAccountPasswordPolicy: then AWS's default policy holds again. */
import { NoSuchEntityException } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { changeSettings } from '../settings.ts';

export async function deleteAccountPasswordPolicy(ctx: IamContext): Promise<Record<string, never>> {
  await changeSettings(ctx, ({ passwordPolicy, ...settings }) => {
    if (passwordPolicy) return settings;
    throw new NoSuchEntityException('The account policy with name PasswordPolicy cannot be found.');
  });
  return {};
}
