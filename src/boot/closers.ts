/** What was opened is closed in reverse order, once, also where opening failed half way. */
import type { Log } from '../kit/log.ts';

export class Closers {
  readonly #closers: { readonly name: string; readonly close: () => void | Promise<void> }[] = [];

  add(name: string, close: () => void | Promise<void>): void {
    this.#closers.push({ name, close });
  }

  /** Never rejects: what does not close is logged, and the rest goes on. */
  async close(log: Log): Promise<void> {
    for (let closer = this.#closers.pop(); closer; closer = this.#closers.pop()) {
      try {
        await closer.close();
      } catch (error) {
        log.error('stop: a part did not close', error, { part: closer.name });
      }
    }
  }
}
