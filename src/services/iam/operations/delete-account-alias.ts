/** DeleteAccountAlias. */
import { type DeleteAccountAliasRequest, NoSuchEntityException } from '../model.ts';
import { change, type IamContext } from '../parts.ts';
import { decodeSettings } from '../settings.ts';
import { keys, settingsRecord } from '../store.ts';

export async function deleteAccountAlias(
  ctx: IamContext,
  { AccountAlias: alias }: DeleteAccountAliasRequest,
): Promise<Record<string, never>> {
  const key = keys.settings(ctx.accountId);
  await change(ctx, [key], ([entry]) => {
    const { alias: present, ...settings } = decodeSettings(entry);
    if (present !== alias) throw new NoSuchEntityException(`The account alias ${alias} does not exist.`);
    return {
      changes: { sets: [{ key, value: settingsRecord.encode(settings) }], deletes: [keys.alias(alias)] },
      result: undefined,
    };
  });
  return {};
}
