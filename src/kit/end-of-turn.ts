/**
 * Writes of one turn of the event loop go out together at its end: a program that the first one wakes is awake for the
 * others, and waking a sleeping one costs more than the rest of a write (measured: docs/reports/bench.md).
 */

/** Ours: the first waits for the others to be made, which takes some 0.2 ms each. */
const WAITING_MAX = 16;

let waiting: (() => void)[] = [];

/** Calls `write`, which must not throw, before the event loop next waits for anything. */
export function atEndOfTurn(write: () => void): void {
  waiting.push(write);
  if (waiting.length === 1) setImmediate(writeAll);
  else if (waiting.length === WAITING_MAX) writeAll();
}

function writeAll(): void {
  const writes = waiting;
  waiting = [];
  for (const write of writes) write();
}
