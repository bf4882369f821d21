/** The first account: fixed at the first start, with its root's and its administrator's keys in files for the owner. */
import { hasKeys, type Keys, writeKeys } from '../data-folder.ts';
import type { Ids } from '../kit/ids.ts';
import { UserError } from '../kit/user-error.ts';
import { jsonRecord } from '../storage/record.ts';
import type { Store } from '../storage/store.ts';

interface CloudRecord {
  readonly ownerAccountId: string;
  readonly createdAtMs: number;
  /** The key files were written: whoever removes them meant it. */
  readonly keysHandedOut: boolean;
}

/** Undefined where its owner has deleted a key. */
interface RevealedKeys {
  readonly root: Keys | undefined;
  readonly admin: Keys | undefined;
}

export interface OwnerParts {
  readonly store: Store;
  readonly ids: Ids;
  readonly nowMs: number;
  readonly dataFolder: string;
  readonly accounts: {
    create(accountId: string, name: string | undefined): Promise<unknown>;
    /** Undefined where there is no such account. */
    reveal(accountId: string): Promise<RevealedKeys | undefined>;
  };
}

const DEFAULT_ACCOUNT_ID = '000000000000';
const KEY = ['system', 'cloud'];
const cloudRecord = jsonRecord<CloudRecord>({ name: 'cloud', version: 1 });

/** Each step may be cut by a crash and is taken up at the next start. Throws UserError for another id than at first. */
export async function ensureOwner(parts: OwnerParts, wantedId: string | undefined): Promise<string> {
  const { store, ids, nowMs, accounts, dataFolder } = parts;
  const cloud = await store.transact(ids.uuid(), [KEY], ([entry]) => {
    if (entry) return { result: cloudRecord.decode(entry.value) };
    const made = { ownerAccountId: wantedId ?? DEFAULT_ACCOUNT_ID, createdAtMs: nowMs, keysHandedOut: false };
    return { changes: { sets: [{ key: KEY, value: cloudRecord.encode(made) }] }, result: made };
  });
  const { ownerAccountId } = cloud;
  if (wantedId !== undefined && wantedId !== ownerAccountId) {
    throw new UserError(
      `${dataFolder} belongs to account ${ownerAccountId} since its first start: leave out --account-id, or choose another --data directory`,
    );
  }
  if (cloud.keysHandedOut) return ownerAccountId;
  const keys = (await accounts.reveal(ownerAccountId)) ?? (await create(accounts, ownerAccountId));
  for (const holder of ['root', 'admin'] as const) {
    const held = keys[holder];
    if (held && !hasKeys(dataFolder, holder)) writeKeys(dataFolder, holder, held);
  }
  const done = cloudRecord.encode({ ...cloud, keysHandedOut: true });
  await store.commit({ id: ids.uuid(), sets: [{ key: KEY, value: done }] });
  return ownerAccountId;
}

async function create(accounts: OwnerParts['accounts'], accountId: string): Promise<RevealedKeys> {
  await accounts.create(accountId, undefined);
  const keys = await accounts.reveal(accountId);
  if (!keys) throw new Error(`account ${accountId} was not made`);
  return keys;
}
