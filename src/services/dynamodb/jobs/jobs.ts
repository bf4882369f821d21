/**
 * Background work that outlives a restart: each job is a record, which is written in the commit that causes it and
 * removed in the one that completes it. Every commit of the work checks that record, so that work that was called off
 * writes nothing more.
 */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../kit/clock.ts';
import type { Ids } from '../../../kit/ids.ts';
import type { Log } from '../../../kit/log.ts';
import { ConflictError, type Entry, type Key, RecordDamagedError, type Store } from '../../../storage/store.ts';
import { JOB_RETRY_MS, JOBS_PAGE } from '../limits.ts';
import { jobRecord, keys, type TableJob } from '../store.ts';
import type { TableCache } from '../tables/cache.ts';

export interface JobParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly tables: TableCache;
}

/** A job as it was read: what its commits check. */
export interface RunningJob {
  readonly entry: Entry;
  readonly job: TableJob;
}

export class Jobs {
  readonly #parts: JobParts;
  #running: Promise<void> | undefined;
  /** Somebody has left a job since the last look. */
  #asked = false;
  #closed = false;
  #cancelRetry: (() => void) | undefined;

  constructor(parts: JobParts) {
    this.#parts = parts;
  }

  /** There is something to do, or may be: at the start, and after each commit that left a job. */
  wake(): void {
    this.#asked = true;
    if (this.#closed) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#asked && !this.#closed) this.wake();
    });
  }

  /** Resolves when nothing is left to do, for now. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, log } = this.#parts;
    try {
      while (this.#asked && !this.#closed) {
        this.#asked = false;
        await this.#each();
      }
    } catch (error) {
      if (this.#closed) return;
      log.error('dynamodb: background work failed; it is tried again', error);
      this.#cancelRetry = clock.after(JOB_RETRY_MS, () => this.wake());
    }
  }

  /** Where there was one, there may be another by now. A damaged record holds up its own job alone. */
  async #each(): Promise<void> {
    const { store, log } = this.#parts;
    let after: Key | undefined;
    do {
      const page = await store.range({ prefix: keys.jobs(), limit: JOBS_PAGE, ...(after && { after }) });
      for (const entry of page.entries) {
        try {
          await this.#complete(entry);
          this.#asked = true;
        } catch (error) {
          if (!(error instanceof RecordDamagedError)) throw error;
          log.error('dynamodb: background work cannot go on', error);
        }
      }
      after = page.next;
    } while (after && !this.#closed);
  }

  async #complete({ key }: Entry): Promise<void> {
    const { store } = this.#parts;
    while (!this.#closed) {
      const entry = await store.get(key);
      if (!entry) return;
      await this.#piece({ entry, job: jobRecord.decode(entry.value) });
      // Requests come first.
      await setImmediate();
    }
  }

  async #piece(running: RunningJob): Promise<void> {
    try {
      if (running.job.kind === 'fill-index') {
        const { fillPiece } = await import('./fill-index.ts');
        await fillPiece(this.#parts, running);
      } else {
        const { removePiece } = await import('./remove.ts');
        await removePiece(this.#parts, running);
      }
    } catch (error) {
      // What it was based on has changed: it is looked at again.
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}
