/** What every part is built with. */
import type { Clock } from '../kit/clock.ts';
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import type { Closers } from './closers.ts';

export interface Base {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly closers: Closers;
  /** Lines for the person who starts it, about long work. */
  readonly say: (line: string) => void;
}
