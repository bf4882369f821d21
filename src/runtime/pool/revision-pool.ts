/**
 * The sandboxes of one revision of a function. Whoever wants one gets the most recently used free one, else waits in line:
 * for one that is given back, or for a new one. Functions that take a few milliseconds first wait for a busy one.
 */
import { availableParallelism } from 'node:os';
import type { Clock } from '../../kit/clock.ts';
import type { FunctionVersion } from '../function-version.ts';
import {
  END_AFTER_IDLE_MS,
  FREEZE_AFTER_MS,
  SHORT_TYPICAL_MS,
  SHORT_SANDBOXES_PER_CORE,
  SHORT_WAIT_MANY_MS,
  SHORT_WAIT_MIN_MS,
} from '../limits.ts';
import type { FunctionSandbox } from './function-sandbox.ts';

export interface RevisionPoolParts {
  readonly fn: FunctionVersion;
  readonly clock: Clock;
  /** Calls `onEnd` when the sandbox has gone. */
  readonly start: (fn: FunctionVersion, onEnd: (sandbox: FunctionSandbox) => void) => Promise<FunctionSandbox>;
  /** Whether others wait for a place on this machine: then free ones are ended rather than kept. */
  readonly roomWanted: () => boolean;
}

interface Waiter {
  readonly sinceMs: number;
  readonly resolve: (sandbox: FunctionSandbox) => void;
  readonly reject: (error: unknown) => void;
}

/** How far the newest invocation moves what is thought to be typical. */
const STEP = 1.1;
/** Ours: faster ones are not told apart. */
const LEAST_TYPICAL_MS = 0.1;

export class RevisionPool {
  readonly #parts: RevisionPoolParts;
  /** The most recently used last. */
  readonly #free: FunctionSandbox[] = [];
  readonly #live = new Set<FunctionSandbox>();
  readonly #waiting: Waiter[] = [];
  #starting = 0;
  #typicalMs: number | undefined;
  #retired = false;
  #growthIsDue = false;

  constructor(parts: RevisionPoolParts) {
    this.#parts = parts;
  }

  get isEmpty(): boolean {
    return this.#live.size === 0 && this.#starting === 0 && this.#waiting.length === 0;
  }

  counts(): { live: number; frozen: number; busy: number } {
    const frozen = this.#free.filter((sandbox) => sandbox.frozen).length;
    return { live: this.#live.size, frozen, busy: this.#live.size - this.#free.length };
  }

  /** A promise only where there is something to wait for. */
  acquire(): FunctionSandbox | Promise<FunctionSandbox> {
    for (let free = this.#free.pop(); free; free = this.#free.pop()) {
      if (this.#isGood(free)) return free;
      void free.end();
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ sinceMs: this.#parts.clock.monotonicMs(), resolve, reject });
      this.#want();
    });
  }

  /** After an invocation of `durationMs`. */
  release(sandbox: FunctionSandbox, durationMs: number, reusable: boolean): void {
    this.#typicalMs = typicalWith(this.#typicalMs, durationMs);
    if (!reusable) {
      void sandbox.end();
      if (this.#waiting.length > 0) this.#want();
      return;
    }
    this.#give(sandbox);
  }

  /** No longer the function's code or configuration: free ones end now, the others after their invocation. */
  retire(): void {
    this.#retired = true;
    for (const free of this.#free.splice(0)) void free.end();
  }

  /** Freezes what was idle for a while, and ends what was idle for long. */
  sweep(nowMs: number): void {
    for (const sandbox of this.#free.slice()) {
      const idleMs = nowMs - sandbox.idleSinceMs;
      if (idleMs >= END_AFTER_IDLE_MS) this.#endFree(sandbox);
      else if (idleMs >= FREEZE_AFTER_MS && !sandbox.frozen) sandbox.freeze().catch(() => this.#endFree(sandbox));
    }
  }

  /** The free sandbox that was not used for longest. */
  get oldestFree(): FunctionSandbox | undefined {
    return this.#free[0];
  }

  endOldestFree(): void {
    const oldest = this.#free[0];
    if (oldest) this.#endFree(oldest);
  }

  async endAll(): Promise<void> {
    this.retire();
    await Promise.all([...this.#live].map((sandbox) => sandbox.end()));
  }

  #isGood(sandbox: FunctionSandbox): boolean {
    if (sandbox.ended) return false;
    const { channel } = sandbox.parts.prepared;
    const neededMs = this.#parts.clock.nowMs() + this.#parts.fn.timeoutMs;
    return channel.renewsEnvironment || sandbox.credentials.expiresAtMs > neededMs;
  }

  #give(sandbox: FunctionSandbox): void {
    const next = this.#waiting.shift();
    if (next) return next.resolve(sandbox);
    if (this.#retired || sandbox.initFailure || sandbox.ended || this.#parts.roomWanted()) return void sandbox.end();
    sandbox.idleSinceMs = this.#parts.clock.monotonicMs();
    this.#free.push(sandbox);
  }

  /** Somebody waits: a new sandbox at once, or a little later where a busy one will likely be free before. */
  #want(): void {
    const busy = this.#live.size > 0;
    if (!busy || this.#typicalMs === undefined || this.#typicalMs >= SHORT_TYPICAL_MS)
      return this.#grow(this.#waiting.length);
    if (this.#growthIsDue) return;
    this.#growthIsDue = true;
    // Past a few a core, more of them only take turns: the first in line waits longer before there is another.
    const isMany = this.#live.size >= SHORT_SANDBOXES_PER_CORE * availableParallelism();
    const patienceMs = isMany ? SHORT_WAIT_MANY_MS : Math.max(2 * this.#typicalMs, SHORT_WAIT_MIN_MS);
    // After what has come meanwhile was read: where the platform itself was held up, there are free ones.
    this.#parts.clock.after(patienceMs, () => setImmediate(() => this.#growWhereLate(patienceMs)));
  }

  #growWhereLate(patienceMs: number): void {
    this.#growthIsDue = false;
    const [first] = this.#waiting;
    if (!first) return;
    if (this.#parts.clock.monotonicMs() - first.sinceMs >= patienceMs) this.#grow(1);
    this.#want();
  }

  #grow(wanted: number): void {
    while (this.#starting < wanted) {
      this.#starting++;
      void this.#startOne();
    }
  }

  async #startOne(): Promise<void> {
    let sandbox: FunctionSandbox;
    try {
      sandbox = await this.#parts.start(this.#parts.fn, (ended) => this.#gone(ended));
    } catch (error) {
      this.#starting--;
      this.#waiting.shift()?.reject(error);
      return;
    }
    this.#starting--;
    if (!sandbox.ended) this.#live.add(sandbox);
    this.#give(sandbox);
  }

  #gone(sandbox: FunctionSandbox): void {
    this.#live.delete(sandbox);
    const at = this.#free.indexOf(sandbox);
    if (at >= 0) this.#free.splice(at, 1);
    if (this.#waiting.length > 0) this.#want();
  }

  #endFree(sandbox: FunctionSandbox): void {
    const at = this.#free.indexOf(sandbox);
    if (at >= 0) this.#free.splice(at, 1);
    void sandbox.end();
  }
}

/** Follows the median: a busy machine makes a few invocations take a hundred times as long, which moves every mean. */
function typicalWith(before: number | undefined, durationMs: number): number {
  if (before === undefined) return Math.max(LEAST_TYPICAL_MS, durationMs);
  return durationMs > before ? before * STEP : Math.max(LEAST_TYPICAL_MS, before / STEP);
}
