/** `Store.transact` on top of an adapter's reads and commits; the same for every adapter. */
import { KeyLocks } from './key-locks.ts';
import { keyText } from './key.ts';
import { TRANSACT_TRIES } from './limits.ts';
import { type Check, ConflictError, type Entry, type Key, type Store, type Transaction } from './store.ts';

export class Transactor {
  readonly #store: Pick<Store, 'getMany' | 'commit'>;
  readonly #locks = new KeyLocks();

  constructor(store: Pick<Store, 'getMany' | 'commit'>) {
    this.#store = store;
  }

  transact<T>(
    id: string,
    keys: readonly Key[],
    decide: (entries: readonly (Entry | undefined)[]) => Transaction<T> | Promise<Transaction<T>>,
  ): Promise<T> {
    return this.#locks.run(keys.map(keyText), async () => {
      for (let tries = 1; ; tries++) {
        const entries = await this.#store.getMany(keys);
        const { changes, result } = await decide(entries);
        if (!changes) return result;
        const checks = [...keys.map((key, at) => seen(key, entries[at])), ...(changes.checks ?? [])];
        try {
          await this.#store.commit({ ...changes, id, checks });
          return result;
        } catch (error) {
          if (!(error instanceof ConflictError) || tries === TRANSACT_TRIES) throw error;
        }
      }
    });
  }
}

function seen(key: Key, entry: Entry | undefined): Check {
  return { key, version: entry?.version ?? null };
}
