/** Forgets the tokens of transactions once no repetition can find them any more. */
import type { Ids } from '../../../kit/ids.ts';
import type { Store } from '../../../storage/store.ts';
import { PeriodicWork, type PeriodicOptions } from '../background.ts';
import { SWEEP_PIECE, TOKEN_LIFE_MS } from '../limits.ts';
import { keys } from '../store.ts';
import { pieceOf } from './tokens.ts';

interface SweeperOptions extends Pick<PeriodicOptions, 'clock' | 'log'> {
  readonly store: Store;
  readonly ids: Ids;
}

export class TokenSweeper extends PeriodicWork {
  readonly #options: SweeperOptions;

  constructor(options: SweeperOptions) {
    super({ ...options, name: 'dynamodb: forgetting tokens', everyMs: TOKEN_LIFE_MS });
    this.#options = options;
  }

  protected async round(): Promise<void> {
    const { store, clock, ids } = this.#options;
    const end = keys.tokensOf(pieceOf(clock.nowMs()) - 1);
    while (!this.closed) {
      const { entries, next } = await store.range({ start: keys.tokens(), end, limit: SWEEP_PIECE });
      if (entries.length > 0) await store.commit({ id: ids.uuid(), deletes: entries.map(({ key }) => key) });
      if (!next) return;
    }
  }
}
