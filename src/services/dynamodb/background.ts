/** Work that comes again and again on the injected clock: one bounded round at a time, never two at once. */
import type { Clock } from '../../kit/clock.ts';
import type { Log } from '../../kit/log.ts';
import { RecordDamagedError } from '../../storage/store.ts';

export interface PeriodicOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** For the log: `dynamodb: trimming streams`. */
  readonly name: string;
  readonly everyMs: number;
}

export abstract class PeriodicWork {
  readonly #options: PeriodicOptions;
  #running: Promise<void> | undefined;
  #cancel: (() => void) | undefined;
  /** Something was left to do since the running round began. */
  #asked = false;
  #closed = false;

  constructor(options: PeriodicOptions) {
    this.#options = options;
  }

  protected get closed(): boolean {
    return this.#closed;
  }

  protected abstract round(): Promise<void>;

  start(): void {
    const { clock, log, name, everyMs } = this.#options;
    this.#cancel = clock.after(everyMs, () => {
      void this.run()
        .catch((error: unknown) => log.error(`${name} failed`, error))
        .finally(() => {
          if (!this.#closed) this.start();
        });
    });
  }

  /** A round at once, and another where one runs already. */
  wake(): void {
    if (this.#closed) return;
    this.#asked = this.#running !== undefined;
    if (this.#running) return;
    const { log, name } = this.#options;
    this.run().catch((error: unknown) => log.error(`${name} failed`, error));
  }

  /** One round; whoever calls it while one runs waits for that one. */
  run(): Promise<void> {
    this.#running ??= this.round().finally(() => {
      this.#running = undefined;
      if (this.#asked) this.wake();
    });
    return this.#running;
  }

  /** Resolves when nothing of it runs any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    await this.#running?.catch(() => {});
  }

  /** One that is damaged keeps no other from its turn. */
  protected async eachOf(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof RecordDamagedError)) throw error;
      this.#options.log.error(`${this.#options.name}: a damaged record is left out`, error);
    }
  }
}
