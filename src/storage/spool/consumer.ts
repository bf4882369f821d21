/** Brings the entries of one kind to its handler, in order, each again until the handler resolved. */
import type { Clock } from '../../kit/clock.ts';
import type { Log } from '../../kit/log.ts';
import { RETRY_FIRST_MS, RETRY_LAST_MS } from './limits.ts';

/** So many runs in a row that brought nothing are the end. */
const IDLE_RUNS_MAX = 3;

export interface SpoolEntry {
  readonly payload: Uint8Array;
  /** Its place in the spool, never used again; text order is the order of writing. */
  readonly mark: string;
}

export type SpoolHandler = (entries: readonly SpoolEntry[]) => Promise<void>;

/** Entries of the kind that lie between a position and `end`; perhaps none. */
export interface SpoolBatch {
  readonly entries: readonly SpoolEntry[];
  readonly end: number;
}

export interface ConsumerParts {
  readonly kind: string;
  /** Everything before was handled. */
  readonly position: number;
  readonly handler: SpoolHandler;
  /** Undefined where nothing that is synced lies behind the position. */
  readonly next: (position: number) => Promise<SpoolBatch | undefined>;
  readonly onMoved: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

export class Consumer {
  readonly #parts: ConsumerParts;
  #position: number;
  #running: Promise<void> | undefined;
  #again = false;
  #closed = false;
  #failures = 0;
  #cancelRetry: (() => void) | undefined;

  constructor(parts: ConsumerParts) {
    this.#parts = parts;
    this.#position = parts.position;
  }

  get kind(): string {
    return this.#parts.kind;
  }

  get position(): number {
    return this.#position;
  }

  /** Something more was synced. While a failed handler waits to be called again, it goes on waiting. */
  wake(): void {
    if (this.#closed || this.#cancelRetry) return;
    this.#run().catch((error: unknown) => this.#retryLater(error));
  }

  /** Handles everything up to a synced position. Throws what the handler throws. */
  async reach(position: number): Promise<void> {
    for (let idleRuns = 0; !this.#closed && this.#position < position; ) {
      const before = this.#position;
      // One that was about to end when it was asked may have looked for nothing more.
      await this.#run();
      idleRuns = this.#position === before ? idleRuns + 1 : 0;
      // Syncing failed, for one: what is not synced is not handled.
      if (idleRuns === IDLE_RUNS_MAX) throw new Error('The spool could not be read up to its end');
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry?.();
    await this.#running?.catch(() => undefined);
  }

  #run(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#handleAll().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #handleAll(): Promise<void> {
    const { handler, next, onMoved } = this.#parts;
    while (this.#again && !this.#closed) {
      this.#again = false;
      for (let batch = await next(this.#position); batch && !this.#closed; batch = await next(this.#position)) {
        if (batch.entries.length > 0) await handler(batch.entries);
        this.#position = batch.end;
        await onMoved();
      }
    }
    this.#failures = 0;
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
  }

  #retryLater(error: unknown): void {
    if (this.#closed || this.#cancelRetry) return;
    const { clock, log, kind } = this.#parts;
    const delayMs = Math.min(RETRY_FIRST_MS * 2 ** Math.min(this.#failures++, 30), RETRY_LAST_MS);
    log.error('spool: entries could not be ingested; they are kept and tried again', error, { kind, delayMs });
    this.#cancelRetry = clock.after(delayMs, () => {
      this.#cancelRetry = undefined;
      this.wake();
    });
  }
}
