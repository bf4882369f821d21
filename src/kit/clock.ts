/** Time comes in through this interface, so that tests are exact and a clock that jumps cannot hurt. */
export interface Clock {
  /** Wall time in milliseconds since the epoch; may jump. Use it for what people read, never to order or to wait. */
  nowMs(): number;
  /** Milliseconds of a clock that never goes back; its zero means nothing. Use it for durations and deadlines. */
  monotonicMs(): number;
  /** Calls `run` once after `delayMs`; the returned function cancels. Does not keep the process alive. */
  after(delayMs: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

/** A clock that a test moves by hand. Timers that fall due run in order of their time, inside `advance`. */
export class ManualClock implements Clock {
  #nowMs: number;
  #monotonicMs = 0;
  #timers = new Set<{ dueMs: number; run: () => void }>();

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { dueMs: this.#monotonicMs + delayMs, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  advance(byMs: number): void {
    const endMs = this.#monotonicMs + byMs;
    for (;;) {
      const due = [...this.#timers].filter((t) => t.dueMs <= endMs).toSorted((a, b) => a.dueMs - b.dueMs)[0];
      if (!due) break;
      this.#timers.delete(due);
      this.#step(due.dueMs - this.#monotonicMs);
      due.run();
    }
    this.#step(endMs - this.#monotonicMs);
  }

  #step(byMs: number): void {
    this.#monotonicMs += byMs;
    this.#nowMs += byMs;
  }
}
