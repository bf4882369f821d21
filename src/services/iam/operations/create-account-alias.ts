/** CreateAccountAlias: an account has one alias; a new one takes the old one's place. */
import { type CreateAccountAliasRequest, EntityAlreadyExistsException } from '../model.ts';
import { change, type IamContext } from '../parts.ts';
import { decodeSettings, settingsOf } from '../settings.ts';
import { aliasRecord, keys, settingsRecord } from '../store.ts';

export async function createAccountAlias(
  ctx: IamContext,
  { AccountAlias: alias }: CreateAccountAliasRequest,
): Promise<Record<string, never>> {
  const { accountId } = ctx;
  const old = (await settingsOf(ctx.store, accountId)).alias;
  const [settingsKey, aliasKey] = [keys.settings(accountId), keys.alias(alias)];
  await change(ctx, [settingsKey, aliasKey], ([entry, holder]) => {
    if (holder && aliasRecord.decode(holder.value).accountId !== accountId) throw taken(alias);
    const settings = decodeSettings(entry);
    if (settings.alias === alias) return { result: undefined };
    // Two new aliases at the same instant: the later one is refused, and can be asked for again.
    if (settings.alias !== old) throw taken(alias);
    return {
      changes: {
        sets: [
          { key: settingsKey, value: settingsRecord.encode({ ...settings, alias }) },
          { key: aliasKey, value: aliasRecord.encode({ accountId }) },
        ],
        deletes: old === undefined ? [] : [keys.alias(old)],
      },
      result: undefined,
    };
  });
  return {};
}

/** "The account alias X already exists." (EntityAlreadyExists, public reports, 2026-11-24). */
const taken = (alias: string): Error => new EntityAlreadyExistsException(`The account alias ${alias} already exists.`);
