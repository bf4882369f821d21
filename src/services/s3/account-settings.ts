/** What an account says of all of its buckets: which public access is blocked. Held in memory, changed here alone. */
import type { Changes, Store } from '../../storage/store.ts';
import { CACHED_ACCOUNTS_MAX } from './limits.ts';
import { keys, type PublicAccessBlock, publicAccessRecord } from './store.ts';

/** "By default, new buckets … do not allow public access" (user guide, access-control-block-public-access). */
export const ALL_BLOCKED: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

export class AccountSettings {
  readonly #store: Pick<Store, 'get'>;
  /** Null where the account says nothing. */
  readonly #loaded = new Map<string, PublicAccessBlock | null>();
  /** Grows with every change, so that what was read before one is not kept after it. */
  #changes = 0;

  constructor(store: Pick<Store, 'get'>) {
    this.#store = store;
  }

  /** A promise only where the store has to be asked. */
  publicAccess(accountId: string): PublicAccessBlock | null | Promise<PublicAccessBlock | null> {
    const known = this.#loaded.get(accountId);
    return known === undefined ? this.#load(accountId) : known;
  }

  /** Undefined: the account says nothing any more. */
  async setPublicAccess(
    ctx: { commit(changes: Changes): Promise<unknown> },
    accountId: string,
    block: PublicAccessBlock | undefined,
  ): Promise<void> {
    const key = keys.publicAccessOfAccount(accountId);
    try {
      await ctx.commit(block ? { sets: [{ key, value: publicAccessRecord.encode(block) }] } : { deletes: [key] });
    } finally {
      this.#changes++;
      this.#loaded.delete(accountId);
    }
  }

  async #load(accountId: string): Promise<PublicAccessBlock | null> {
    const changes = this.#changes;
    const entry = await this.#store.get(keys.publicAccessOfAccount(accountId));
    const block = entry ? publicAccessRecord.decode(entry.value) : null;
    if (changes === this.#changes) {
      if (this.#loaded.size >= CACHED_ACCOUNTS_MAX) this.#loaded.clear();
      this.#loaded.set(accountId, block);
    }
    return block;
  }
}
