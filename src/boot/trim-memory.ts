/**
 * Loading the platform leaves some 20 MB behind that no request needs, and V8 keeps them until something presses for
 * memory. Once after the start, when nothing is being asked, it is told to give back what it can.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';

/** Ours: the start is over, and what comes first after it has been answered. */
const TRIM_AFTER_MS = 5_000;

/** Returns how to call it off. */
export function trimMemory(clock: Clock, log: Log, inFlight: () => number): () => void {
  let cancel = (): void => undefined;
  const look = (): void => {
    if (inFlight() === 0) trim(log);
    else cancel = clock.after(TRIM_AFTER_MS, look);
  };
  cancel = clock.after(TRIM_AFTER_MS, look);
  return () => cancel();
}

function trim(log: Log): void {
  const beforeMb = residentMb();
  collect();
  log.info('memory was trimmed', { beforeMb, afterMb: residentMb() });
}

const residentMb = (): number => Math.round(process.memoryUsage.rss() / 2 ** 20);

/**
 * Takes some 50 ms. Never by an inspector's session on the thread itself: with worker threads beside it, the whole process
 * stood still.
 */
function collect(): void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as (options: { readonly type: 'major'; readonly flavor: 'last-resort' }) => void;
  setFlagsFromString('--no-expose-gc');
  gc({ type: 'major', flavor: 'last-resort' });
}
