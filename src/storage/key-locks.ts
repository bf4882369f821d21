/** Runs what shares a key one after another, in the order of asking; what shares none runs side by side. */
import { TRANSACT_WAITING_MAX } from './limits.ts';
import { StoreUnavailableError } from './store.ts';

export class KeyLocks {
  /** The end of each key's queue. */
  readonly #tails = new Map<string, Promise<void>>();
  #waiting = 0;

  /** All queues are entered at once, so that no two calls can wait for each other. */
  async run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= TRANSACT_WAITING_MAX) {
      throw new StoreUnavailableError(`More than ${TRANSACT_WAITING_MAX} changes wait for each other`);
    }
    const { promise: mine, resolve: release } = Promise.withResolvers<void>();
    const before: Promise<void>[] = [];
    for (const key of new Set(keys)) {
      const tail = this.#tails.get(key);
      if (tail) before.push(tail);
      this.#tails.set(key, mine);
    }
    this.#waiting++;
    try {
      if (before.length > 0) await Promise.all(before);
      return await work();
    } finally {
      this.#waiting--;
      for (const key of keys) if (this.#tails.get(key) === mine) this.#tails.delete(key);
      release();
    }
  }
}
