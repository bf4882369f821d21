/**
 * Answers of one turn of the event loop go out together at its end: whoever the first one wakes is awake for the others.
 * Waking a sleeping client costs more than the rest of a write (measured: docs/reports/bench.md).
 */
import type { ServerResponse } from 'node:http';
import { ANSWERS_GATHERED_MAX } from './limits.ts';

interface Answer {
  readonly res: ServerResponse;
  readonly body: string | Uint8Array | undefined;
}

let gathered: Answer[] = [];

/** Ends `res` with `body` before the event loop next waits for anything. */
export function endGathered(res: ServerResponse, body: string | Uint8Array | undefined): void {
  gathered.push({ res, body });
  if (gathered.length === 1) setImmediate(endAll);
  else if (gathered.length === ANSWERS_GATHERED_MAX) endAll();
}

function endAll(): void {
  const answers = gathered;
  gathered = [];
  for (const { res, body } of answers) res.end(body);
}
