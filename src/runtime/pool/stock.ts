/** Pre-started sandboxes that wait for a function, per runtime: a cold start takes one, and another is started behind it. */
import { availableParallelism } from 'node:os';
import type { Log } from '../../kit/log.ts';
import { START_ATTEMPTS, STOCK_REFILL_MS, STOCK_RETRY_MAX_MS, STOCK_RETRY_MS } from '../limits.ts';
import type { RuntimeSupply } from '../supply.ts';
import { discard, type Prepared, type PrepareOptions, prepareSandbox } from './prepare.ts';

export interface StockOptions extends PrepareOptions {
  /** Kept ready of each runtime in use. */
  readonly size: number;
  readonly log: Log;
}

interface Shelf {
  readonly supply: RuntimeSupply;
  readonly ready: Prepared[];
  starting: number;
  retryMs: number;
}

export class SandboxStock {
  readonly #options: StockOptions;
  readonly #shelves = new Map<string, Shelf>();
  /** Starting an interpreter costs a core: no more at a time than there are cores, and at least two. */
  readonly #gate = new Gate(Math.max(2, availableParallelism()));
  #closed = false;

  constructor(options: StockOptions) {
    this.#options = options;
  }

  /** From now on, sandboxes of this runtime are kept ready. */
  keep(supply: RuntimeSupply): void {
    const shelf = this.#shelves.get(supply.runtime);
    if (shelf && shelf.supply === supply) return;
    for (const old of shelf?.ready.splice(0) ?? []) void discard(old);
    const fresh: Shelf = { supply, ready: [], starting: 0, retryMs: STOCK_RETRY_MS };
    this.#shelves.set(supply.runtime, fresh);
    this.#fill(fresh);
  }

  /** A ready one where there is one; else one is started. Rejects where none can be. */
  async take(supply: RuntimeSupply, variables: Readonly<Record<string, string>>): Promise<Prepared> {
    this.keep(supply);
    const shelf = this.#shelves.get(supply.runtime);
    if (shelf && Object.keys(variables).length === 0) {
      const ready = shelf.ready.pop();
      if (ready) {
        // Starting one takes both its core and ours: not while the function that took this one starts.
        this.#options.clock.after(STOCK_REFILL_MS, () => this.#fill(shelf));
        return ready;
      }
    }
    return await this.#gate.run(() => this.#prepare(supply, variables));
  }

  /** Prepares what a cold start would otherwise do with code that was just updated. */
  async expect(taskFolder: string): Promise<void> {
    const { sandboxHost, log } = this.#options;
    await sandboxHost
      .expect?.(taskFolder)
      .catch((error: unknown) => log.warn('code could not be prepared for sandboxes', { cause: String(error) }));
  }

  /** Ready sandboxes by runtime. */
  status(): Record<string, number> {
    return Object.fromEntries([...this.#shelves].map(([runtime, shelf]) => [runtime, shelf.ready.length]));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#shelves.values()].flatMap((shelf) => shelf.ready.splice(0).map(discard)));
  }

  /** Whatever ends a sandbox before it has a function, no invocation should suffer from it: another is tried. */
  async #prepare(supply: RuntimeSupply, variables: Readonly<Record<string, string>>): Promise<Prepared> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await prepareSandbox(this.#options, supply, variables);
      } catch (error) {
        if (attempt === START_ATTEMPTS || this.#closed) throw error;
        this.#options.log.warn('a sandbox did not start', { runtime: supply.runtime, cause: String(error) });
      }
    }
  }

  #fill(shelf: Shelf): void {
    while (!this.#closed && this.#isKept(shelf) && shelf.ready.length + shelf.starting < this.#options.size) {
      shelf.starting++;
      void this.#startOne(shelf);
    }
  }

  #isKept(shelf: Shelf): boolean {
    return this.#shelves.get(shelf.supply.runtime) === shelf;
  }

  async #startOne(shelf: Shelf): Promise<void> {
    try {
      const prepared = await this.#gate.run(() => prepareSandbox(this.#options, shelf.supply, {}));
      shelf.starting--;
      if (this.#closed || !this.#isKept(shelf)) return await discard(prepared);
      shelf.retryMs = STOCK_RETRY_MS;
      shelf.ready.push(prepared);
      void prepared.sandbox.exited.then(() => this.#lost(shelf, prepared));
    } catch (error) {
      if (this.#closed) return;
      this.#options.log.error('a sandbox could not be started ahead', error, { runtime: shelf.supply.runtime });
      this.#options.clock.after(shelf.retryMs, () => {
        shelf.starting--;
        this.#fill(shelf);
      });
      shelf.retryMs = Math.min(shelf.retryMs * 2, STOCK_RETRY_MAX_MS);
    }
  }

  /** It ended while it waited. */
  #lost(shelf: Shelf, prepared: Prepared): void {
    const at = shelf.ready.indexOf(prepared);
    if (at < 0) return;
    shelf.ready.splice(at, 1);
    void discard(prepared);
    this.#fill(shelf);
  }
}

/** Lets a number of tasks run at a time, the others in order of their coming. */
class Gate {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
