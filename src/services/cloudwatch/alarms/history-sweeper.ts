/** Removes history that is older than AWS keeps it. In small commits, on the injected clock. */
import type { Clock } from '../../../kit/clock.ts';
import type { Ids } from '../../../kit/ids.ts';
import type { Log } from '../../../kit/log.ts';
import type { Key, Store } from '../../../storage/store.ts';
import { HISTORY_KEPT_MS, SWEEP_EVERY_MS, SWEEP_PIECES_MAX, SWEEP_ROWS } from '../limits.ts';
import { alarmKeys, historyRecord, type Place } from '../store.ts';

export interface HistorySweeperParts {
  readonly state: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export class HistorySweeper {
  readonly #parts: HistorySweeperParts;
  #running: Promise<void> | undefined;
  #cancel: (() => void) | undefined;
  #closed = false;
  #afterPlace: Key | undefined;

  constructor(parts: HistorySweeperParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#cancel = this.#parts.clock.after(SWEEP_EVERY_MS, () => {
      void this.sweep()
        .catch((error: unknown) => this.#parts.log.error('cloudwatch: a sweep of history failed', error))
        .finally(() => {
          if (!this.#closed) this.start();
        });
    });
  }

  /** One place a time; whoever calls it while it runs waits for that. */
  sweep(): Promise<void> {
    this.#running ??= this.#piece().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    await this.#running?.catch(() => {});
  }

  async #piece(): Promise<void> {
    const after = this.#afterPlace;
    const page = await this.#parts.state.range({
      prefix: alarmKeys.historyPlaces(),
      limit: 1,
      ...(after && { after }),
    });
    const key = page.entries[0]?.key;
    this.#afterPlace = page.next && key;
    if (!key) return;
    const place = { accountId: String(key.at(-2)), region: String(key.at(-1)) };
    for (let piece = 0; piece < SWEEP_PIECES_MAX && !this.#closed; piece++) {
      if (!(await this.#remove(place))) return;
    }
  }

  /** False where there is no more. */
  async #remove(place: Place): Promise<boolean> {
    const { state, clock, ids } = this.#parts;
    const { entries } = await state.range({
      start: alarmKeys.historyItem(place, 0, ''),
      end: alarmKeys.historyItem(place, clock.nowMs() - HISTORY_KEPT_MS, ''),
      limit: SWEEP_ROWS,
    });
    if (entries.length === 0) return false;
    const deletes = entries.flatMap(({ key, value }) => {
      const { name, atMs } = historyRecord.decode(value);
      return [key, alarmKeys.historyItemOf(place, name, atMs, String(key.at(-1)))];
    });
    await state.commit({ id: ids.uuid(), deletes });
    return true;
  }
}
