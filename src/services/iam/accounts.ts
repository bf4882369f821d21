/** Accounts: each with a root user and, from its beginning, an administrator user `admin`, both with keys. */
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { Store } from '../../storage/store.ts';
import { type AccessKeySecret, findPointer, makeAccessKey, type NewAccessKey, unsealed } from './access-keys.ts';
import type { Generation } from './generation.ts';
import { counted, findHolder, saved } from './holders.ts';
import { ACCOUNTS_MAX, SCAN_PAGE } from './limits.ts';
import { AWS_POLICIES } from './names.ts';
import { together } from './parts.ts';
import { type Account, accountRecord, INDEX_ENTRY, keys, type User } from './store.ts';

export interface AccountParts {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly generation: Generation;
}

export interface NewAccount {
  readonly root: AccessKeySecret;
  readonly admin: AccessKeySecret;
}

/** Keys that were deleted since cannot be shown. */
export interface RevealedKeys {
  readonly root: AccessKeySecret | undefined;
  readonly admin: AccessKeySecret | undefined;
}

export interface AccountSummary {
  readonly accountId: string;
  readonly name: string | undefined;
  readonly createdAtMs: number;
}

export const ADMIN_USER = 'admin';
const ADMIN_POLICY = `${AWS_POLICIES}/AdministratorAccess`;

export class Accounts {
  readonly #parts: AccountParts;

  constructor(parts: AccountParts) {
    this.#parts = parts;
  }

  /** Undefined where there is such an account already. */
  async create(accountId: string, name?: string): Promise<NewAccount | undefined> {
    if (!/^\d{12}$/.test(accountId)) throw new RangeError(`An account id has twelve digits: ${accountId}`);
    const { store, ids, clock, generation } = this.#parts;
    const made = { sealer: this.#parts.sealer, ids, nowMs: clock.nowMs() };
    const root = makeAccessKey(made, { accountId });
    const admin = makeAccessKey(made, { accountId, userName: ADMIN_USER });
    const account: Account = {
      accountId,
      ...(name !== undefined && { name }),
      createdAtMs: made.nowMs,
      accessKeys: [root.key],
      adminKeyId: admin.key.id,
    };
    const key = keys.account(accountId);
    const created = await store.transact(ids.uuid(), [key], ([present]) => {
      if (present) return { result: false };
      const changes = together(
        { sets: [{ key, value: accountRecord.encode(account) }] },
        root.changes,
        this.#adminChanges(accountId, admin, made.nowMs),
      );
      return { changes, result: true };
    });
    if (!created) return undefined;
    generation.next();
    return { root: root.secret, admin: admin.secret };
  }

  async find(accountId: string): Promise<Account | undefined> {
    const entry = await this.#parts.store.get(keys.account(accountId));
    return entry && accountRecord.decode(entry.value);
  }

  /** Root's first key, and the key that `admin` was made with where it is still there; undefined where there is no account. */
  async reveal(accountId: string): Promise<RevealedKeys | undefined> {
    const account = await this.find(accountId);
    if (!account) return undefined;
    const { store } = this.#parts;
    const pointer = await findPointer(store, account.adminKeyId);
    const admin = pointer && (await findHolder(store, accountId, 'user', pointer.userName ?? ''));
    const adminKey = admin?.accessKeys.find(({ id }) => id === account.adminKeyId);
    const [rootKey] = account.accessKeys;
    const shown = (key: typeof rootKey): AccessKeySecret | undefined =>
      key && { accessKeyId: key.id, secretAccessKey: unsealed(this.#parts.sealer, key) };
    return { root: shown(rootKey), admin: shown(adminKey) };
  }

  /** In order of their ids. */
  async list(): Promise<readonly AccountSummary[]> {
    const found: AccountSummary[] = [];
    let after: { readonly after?: ReturnType<typeof keys.account> } = {};
    while (found.length < ACCOUNTS_MAX) {
      const page = await this.#parts.store.range({ prefix: keys.accounts(), limit: SCAN_PAGE, ...after });
      for (const { value } of page.entries) {
        const { accountId, name, createdAtMs } = accountRecord.decode(value);
        found.push({ accountId, name, createdAtMs });
      }
      if (!page.next) break;
      after = { after: page.next };
    }
    return found;
  }

  #adminChanges(accountId: string, { key, changes }: NewAccessKey, nowMs: number) {
    const user: User = {
      id: `AIDA${this.#parts.ids.base32(17)}`,
      name: ADMIN_USER,
      path: '/',
      createdAtMs: nowMs,
      attached: [ADMIN_POLICY],
      inline: [],
      tags: {},
      groups: [],
      accessKeys: [key],
    };
    const use = keys.use(accountId, ADMIN_POLICY, 'permissions', 'user', ADMIN_USER);
    const useCount = keys.useCount(accountId, ADMIN_POLICY, 'permissions');
    return together(saved(accountId, 'user', user), counted({ accountId }, 'user', 1n), changes, {
      sets: [{ key: use, value: INDEX_ENTRY }],
      adds: [{ key: useCount, delta: 1n }],
    });
  }
}
