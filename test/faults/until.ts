/** Waits for a state, with a deadline. */
import { setTimeout as wait } from 'node:timers/promises';

const PAUSE_MS = 20;
const DEADLINE_MS = 20_000;

/** Tries until `isSo` answers something other than false and undefined. */
export async function until<T>(
  what: string,
  isSo: () => Promise<T | false | undefined> | T | false | undefined,
  deadlineMs: number = DEADLINE_MS,
): Promise<T> {
  for (const endMs = performance.now() + deadlineMs; performance.now() < endMs; await wait(PAUSE_MS)) {
    const found = await isSo();
    if (found !== undefined && found !== false) return found;
  }
  throw new Error(`not within ${deadlineMs} ms: ${what}`);
}
