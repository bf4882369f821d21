/** Runs invocations: finds or makes a sandbox of the function's revision, within the limits, and retires old revisions. */
import {
  type FunctionRunner,
  type FunctionVersion,
  type Invocation,
  InvocationRefusedError,
  type InvocationResult,
} from '../function-version.ts';
import { CLOSE_TIMEOUT_MS, IDLE_SWEEP_MS } from '../limits.ts';
import { Concurrency, type ConcurrencyObserver } from './concurrency.ts';
import { type InvocationParts, runInvocation } from './invocation.ts';
import { RevisionPool } from './revision-pool.ts';
import { Room } from './room.ts';
import { makeReady, startFunctionSandbox, type StartParts } from './start.ts';

export interface SchedulerParts extends Omit<StartParts, 'room'>, InvocationParts {
  readonly credentials: StartParts['credentials'];
  /** Sandboxes with a function at most. */
  readonly maxSandboxes: number;
  readonly observer?: ConcurrencyObserver;
  /** Called with each runtime that a function uses. */
  readonly onRuntimeUsed: (runtime: string) => void;
}

export interface PoolCounts {
  readonly live: number;
  readonly busy: number;
  readonly frozen: number;
  readonly max: number;
  readonly prepared: Readonly<Record<string, number>>;
}

export class Scheduler implements Omit<FunctionRunner, 'unavailable'> {
  readonly #parts: SchedulerParts;
  readonly #start: StartParts;
  readonly #room: Room;
  readonly #concurrency: Concurrency;
  /** By function and version, then by revision. */
  readonly #pools = new Map<string, Map<string, RevisionPool>>();
  readonly #running = new Set<Promise<unknown>>();
  #cancelSweep: (() => void) | undefined;
  #closed = false;

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
    this.#concurrency = new Concurrency(parts.observer);
    this.#room = new Room(parts.maxSandboxes, parts.clock, () => this.#endOldestIdle());
    this.#start = { ...parts, room: this.#room };
  }

  invoke(fn: FunctionVersion, invocation: Invocation): Promise<InvocationResult> {
    const running = this.#invoke(fn, invocation);
    this.#running.add(running);
    const done = (): void => void this.#running.delete(running);
    running.then(done, done);
    return running;
  }

  /** Fetches the runtime and extracts the code; then sandboxes of other revisions end after their invocation. */
  async updated(fn: FunctionVersion): Promise<void> {
    if (this.#closed) throw shuttingDown();
    const { supply, code } = await makeReady(this.#start, fn);
    try {
      await this.#parts.stock.expect(code.folder);
    } finally {
      code.release();
    }
    this.#parts.stock.keep(supply);
    this.#parts.onRuntimeUsed(fn.runtime);
    this.#parts.credentials.forget(fn);
    this.#parts.credentials.prepare(fn);
    const pools = this.#pools.get(keyOf(fn)) ?? new Map<string, RevisionPool>();
    for (const [revisionId, pool] of pools) if (revisionId !== fn.revisionId) this.#retire(fn, revisionId, pool);
  }

  deleted(accountId: string, region: string, name: string): void {
    const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
    this.#parts.credentials.forget({ arn });
    for (const [key, pools] of this.#pools) {
      if (!key.startsWith(`${arn} `)) continue;
      for (const pool of pools.values()) pool.retire();
      this.#pools.delete(key);
    }
  }

  counts(): PoolCounts {
    const all = [...this.#allPools()].map((pool) => pool.counts());
    const sum = (name: 'live' | 'busy' | 'frozen'): number => all.reduce((total, counts) => total + counts[name], 0);
    const prepared = this.#parts.stock.status();
    return { live: sum('live'), busy: sum('busy'), frozen: sum('frozen'), max: this.#room.max, prepared };
  }

  /** Waits for what runs, within bounds, then ends every sandbox. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelSweep?.();
    const { promise: waited, resolve } = Promise.withResolvers<void>();
    const cancel = this.#parts.clock.after(CLOSE_TIMEOUT_MS, resolve);
    await Promise.race([Promise.allSettled(this.#running), waited]);
    cancel();
    const pools = [...this.#allPools()];
    this.#pools.clear();
    await Promise.all([this.#parts.stock.close(), ...pools.map((pool) => pool.endAll())]);
  }

  async #invoke(fn: FunctionVersion, invocation: Invocation): Promise<InvocationResult> {
    if (this.#closed) throw shuttingDown();
    const leave = this.#concurrency.enter(fn);
    try {
      const pool = this.#poolOf(fn);
      const found = pool.acquire();
      const sandbox = found instanceof Promise ? await found : found;
      let durationMs = 0;
      let reusable = false;
      try {
        const finished = await runInvocation(this.#parts, sandbox, invocation);
        ({ durationMs, reusable } = finished);
        return finished.result;
      } finally {
        pool.release(sandbox, durationMs, reusable);
      }
    } finally {
      leave();
    }
  }

  #poolOf(fn: FunctionVersion): RevisionPool {
    const key = keyOf(fn);
    let pools = this.#pools.get(key);
    if (!pools) this.#pools.set(key, (pools = new Map()));
    let pool = pools.get(fn.revisionId);
    if (!pool) {
      pool = new RevisionPool({
        fn,
        clock: this.#parts.clock,
        start: (of, onEnd) => startFunctionSandbox(this.#start, of, onEnd),
        roomWanted: () => this.#room.wanted,
      });
      pools.set(fn.revisionId, pool);
      this.#sweepLater();
    }
    return pool;
  }

  #retire(fn: FunctionVersion, revisionId: string, pool: RevisionPool): void {
    pool.retire();
    this.#pools.get(keyOf(fn))?.delete(revisionId);
  }

  *#allPools(): Iterable<RevisionPool> {
    for (const pools of this.#pools.values()) yield* pools.values();
  }

  #endOldestIdle(): boolean {
    let oldest: RevisionPool | undefined;
    for (const pool of this.#allPools()) {
      const [idle, best] = [pool.oldestFree?.idleSinceMs, oldest?.oldestFree?.idleSinceMs];
      if (idle !== undefined && (best === undefined || idle < best)) oldest = pool;
    }
    oldest?.endOldestFree();
    return oldest !== undefined;
  }

  /** Runs only while there is something to sweep. */
  #sweepLater(): void {
    if (this.#cancelSweep || this.#closed) return;
    this.#cancelSweep = this.#parts.clock.after(IDLE_SWEEP_MS, () => {
      this.#cancelSweep = undefined;
      const nowMs = this.#parts.clock.monotonicMs();
      for (const [key, pools] of this.#pools) {
        for (const [revisionId, pool] of pools) {
          pool.sweep(nowMs);
          if (pool.isEmpty) pools.delete(revisionId);
        }
        if (pools.size === 0) this.#pools.delete(key);
      }
      if (this.#pools.size > 0) this.#sweepLater();
    });
  }
}

function keyOf(fn: FunctionVersion): string {
  return `${fn.arn} ${fn.version}`;
}

function shuttingDown(): InvocationRefusedError {
  return new InvocationRefusedError('ShuttingDown', 'The service is shutting down.');
}
