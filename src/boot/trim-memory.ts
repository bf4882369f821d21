/**
 * Loading the platform leaves some 20 MB behind that no request needs, and V8 keeps them until something presses for
 * memory. Once after the start, when nothing is being asked, it is told to give back what it can.
 */
import { Session } from 'node:inspector';
import type { Clock } from '../kit/clock.ts';

/** Ours: the start is over, and what comes first after it has been answered. */
const TRIM_AFTER_MS = 5_000;

/** Returns how to call it off. */
export function trimMemory(clock: Clock, inFlight: () => number): () => void {
  let cancel = (): void => undefined;
  const look = (): void => {
    if (inFlight() === 0) collect();
    else cancel = clock.after(TRIM_AFTER_MS, look);
  };
  cancel = clock.after(TRIM_AFTER_MS, look);
  return () => cancel();
}

/** Takes some 50 ms. The one way to it that needs no flag at the start. */
function collect(): void {
  const session = new Session();
  session.connect();
  session.post('HeapProfiler.collectGarbage', () => session.disconnect());
}
