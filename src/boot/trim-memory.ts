/**
 * Loading the platform leaves some 20 MB behind that no request needs, a load some 100 MB, and V8 keeps them until
 * something presses for memory. After the start, and after work when nothing is being asked, it is told to give them back.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';

/** Ours: the start is over, and what comes first after it has been answered; or nothing was asked for so long. */
const LOOK_EVERY_MS = 5_000;
/** Ours: less is not worth stopping for. */
const GROWN_MB = 32;

export interface Work {
  readonly inFlight: number;
  /** Requests since the start. */
  readonly begun: number;
}

export interface TrimParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly work: Work;
  /** What holds memory that it could do without. */
  readonly stores: readonly { trim(): void }[];
}

/** Returns how to call it off. */
export function trimMemory({ clock, log, work, stores }: TrimParts, residentMb = currentResidentMb): () => void {
  let cancel = (): void => undefined;
  let begun = work.begun;
  let trimmedToMb: number | undefined;
  const look = (): void => {
    cancel = clock.after(LOOK_EVERY_MS, look);
    const isQuiet = work.inFlight === 0 && (trimmedToMb === undefined || work.begun === begun);
    begun = work.begun;
    if (!isQuiet || (trimmedToMb !== undefined && residentMb() < trimmedToMb + GROWN_MB)) return;
    const beforeMb = residentMb();
    for (const store of stores) store.trim();
    collect();
    trimmedToMb = residentMb();
    log.info('memory was trimmed', { beforeMb, afterMb: trimmedToMb });
  };
  cancel = clock.after(LOOK_EVERY_MS, look);
  return () => cancel();
}

const currentResidentMb = (): number => Math.round(process.memoryUsage.rss() / 2 ** 20);

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
