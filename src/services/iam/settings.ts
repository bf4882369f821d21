/** An account's alias and password policy: one record of the account, and a pointer from the alias, which is unique everywhere. */
import type { Entry, Store } from '../../storage/store.ts';
import { change, type IamContext } from './parts.ts';
import { type AccountSettings, keys, settingsRecord } from './store.ts';

export async function settingsOf(store: Pick<Store, 'get'>, accountId: string): Promise<AccountSettings> {
  return decodeSettings(await store.get(keys.settings(accountId)));
}

export function decodeSettings(entry: Entry | undefined): AccountSettings {
  return entry ? settingsRecord.decode(entry.value) : {};
}

/** Changes them in one commit; `edit` throws what refuses the change. */
export async function changeSettings(
  ctx: IamContext,
  edit: (settings: AccountSettings) => AccountSettings,
): Promise<void> {
  const key = keys.settings(ctx.accountId);
  await change(ctx, [key], ([entry]) => {
    const value = settingsRecord.encode(edit(decodeSettings(entry)));
    return { changes: { sets: [{ key, value }] }, result: undefined };
  });
}
