/** Access keys: making and unsealing them, and whose they are. A key lives in its holder's record, a pointer by its id. */
import { makeAccessKeyId } from '../../kit/access-key-id.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { Changes, Store } from '../../storage/store.ts';
import { noSuchAccessKey, noSuchHolder, overQuota, validationError } from './errors.ts';
import { changeHolder, requireHolder } from './holders.ts';
import { ACCESS_KEYS_PER_USER } from './limits.ts';
import { change, type IamContext, together } from './parts.ts';
import { type AccessKey, accountRecord, type KeyPointer, keyPointerRecord, keys } from './store.ts';

export interface AccessKeySecret {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface NewAccessKey {
  readonly key: AccessKey;
  readonly secret: AccessKeySecret;
  /** Writes the pointer. */
  readonly changes: Changes;
}

export function makeAccessKey(
  { sealer, ids, nowMs }: { readonly sealer: Sealer; readonly ids: Ids; readonly nowMs: number },
  pointer: KeyPointer,
): NewAccessKey {
  const id = makeAccessKeyId('AKIA', pointer.accountId, ids);
  // 40 characters, as AWS's.
  const secretAccessKey = Buffer.from(ids.bytes(30)).toString('base64');
  const sealedSecret = Buffer.from(sealer.seal(Buffer.from(secretAccessKey), sealContext(id))).toString('base64');
  return {
    key: { id, status: 'Active', createdAtMs: nowMs, sealedSecret },
    secret: { accessKeyId: id, secretAccessKey },
    changes: pointerChanges(pointer, [id]),
  };
}

export function unsealed(sealer: Sealer, { id, sealedSecret }: AccessKey): string {
  return Buffer.from(sealer.open(Buffer.from(sealedSecret, 'base64'), sealContext(id))).toString();
}

const sealContext = (accessKeyId: string): string => `iam.access-key/${accessKeyId}`;

export function pointerChanges(pointer: KeyPointer, accessKeyIds: readonly string[]): Changes {
  return { sets: accessKeyIds.map((id) => ({ key: keys.accessKey(id), value: keyPointerRecord.encode(pointer) })) };
}

export async function findPointer(store: Pick<Store, 'get'>, accessKeyId: string): Promise<KeyPointer | undefined> {
  const entry = await store.get(keys.accessKey(accessKeyId));
  return entry && keyPointerRecord.decode(entry.value);
}

/** A user by name, or the account's root user. */
export type KeyHolder = { readonly userName: string } | 'root';

/** Whom an operation means that may leave the name out: then the caller. Throws where that is a role. */
export function holderMeant(ctx: IamContext, userName: string | undefined): KeyHolder {
  if (userName !== undefined) return { userName };
  const { principal } = ctx;
  if (principal.kind === 'root') return 'root';
  if (principal.kind === 'user' && principal.userName !== undefined) return { userName: principal.userName };
  throw validationError('Must specify userName when calling with non-User credentials');
}

export async function accessKeysOf(ctx: IamContext, holder: KeyHolder): Promise<readonly AccessKey[]> {
  if (holder !== 'root') return (await requireHolder(ctx, 'user', holder.userName)).accessKeys;
  const entry = await ctx.store.get(keys.account(ctx.accountId));
  if (!entry) throw noSuchHolder('user', 'root');
  return accountRecord.decode(entry.value).accessKeys;
}

/** Changes the keys of one holder in one commit. */
export async function changeAccessKeys(
  ctx: IamContext,
  holder: KeyHolder,
  edit: (present: readonly AccessKey[]) => { readonly accessKeys: readonly AccessKey[]; readonly changes?: Changes },
): Promise<void> {
  if (holder !== 'root') {
    await changeHolder(ctx, 'user', holder.userName, (user) => {
      const { accessKeys, changes = {} } = edit(user.accessKeys);
      return { holder: { ...user, accessKeys }, changes };
    });
    return;
  }
  const key = keys.account(ctx.accountId);
  await change(ctx, [key], ([entry]) => {
    if (!entry) throw noSuchHolder('user', 'root');
    const account = accountRecord.decode(entry.value);
    const { accessKeys, changes = {} } = edit(account.accessKeys);
    const value = accountRecord.encode({ ...account, accessKeys });
    return { changes: together({ sets: [{ key, value }] }, changes), result: undefined };
  });
}

export function checkKeyQuota(present: readonly AccessKey[]): void {
  if (present.length >= ACCESS_KEYS_PER_USER) throw overQuota('AccessKeysPerUser', ACCESS_KEYS_PER_USER);
}

/** Throws NoSuchEntity. */
export function requireKey(present: readonly AccessKey[], accessKeyId: string): AccessKey {
  const key = present.find(({ id }) => id === accessKeyId);
  if (!key) throw noSuchAccessKey(accessKeyId);
  return key;
}
