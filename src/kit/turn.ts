/**
 * What a turn of the event loop does, so that nobody waits for it long.
 *
 * Writes go out together at its end: a program that the first one wakes is awake for the others, and waking a sleeping
 * one costs more than the rest of a write. Requests beyond its time wait for the next: a turn takes one new connection,
 * and reads whatever has come on all others, so that long turns let newcomers wait for a second and more.
 * Measured: docs/decisions/0015 and 0017.
 */

/** Ours: the first waits for the others to be made, which takes some 0.2 ms each. */
const WRITES_MAX = 16;
/** Ours: some sixteen short requests, or a few long ones. */
const TURN_MS = 4;

let writes: (() => void)[] = [];
/** In the order of their coming; as many as connections and their streams may be. */
const waiting: (() => void)[] = [];
/** Undefined where nothing has happened in this turn yet. */
let endsMs: number | undefined;

/** Calls `write`, which must not throw, before the event loop next waits for anything. */
export function atEndOfTurn(write: () => void): void {
  writes.push(write);
  if (endsMs === undefined) begin();
  if (writes.length === WRITES_MAX) writeAll();
}

/** Calls `work`, which must not throw: now, or in one of the next turns where this one has taken its time. */
export function inTurn(work: () => void): void {
  if (endsMs === undefined) begin();
  if (waiting.length > 0 || isOver()) waiting.push(work);
  else work();
}

function begin(): void {
  endsMs = performance.now() + TURN_MS;
  setImmediate(end);
}

function isOver(): boolean {
  return endsMs !== undefined && performance.now() >= endsMs;
}

function end(): void {
  endsMs = undefined;
  writeAll();
  if (waiting.length === 0) return;
  if (endsMs === undefined) begin();
  goOn();
}

/** One; then the next, once the first has done all it can without waiting. */
function goOn(): void {
  waiting.shift()?.();
  queueMicrotask(() => process.nextTick(waiting.length > 0 && !isOver() ? goOn : writeAll));
}

function writeAll(): void {
  const now = writes;
  writes = [];
  for (const write of now) write();
}
