/** One thing that is asked of every server. */
import type { Signer } from './signer.ts';

export interface Workload {
  readonly name: string;
  /** Servers that do not have it. */
  readonly lacking: readonly string[];
  readonly clientsMax?: number;
  readonly requestsMax?: number;
  /** DESIGN.md's, in words, by the number of clients. */
  readonly goals: Readonly<Record<number, string>>;
  /** At least `count` requests, made before they are timed; `mark` makes what they write unique. */
  requests(signer: Signer, count: number, mark: string): () => Buffer;
}

/** One after another, from the beginning again at the end. */
export function inTurn(requests: readonly Buffer[]): () => Buffer {
  let at = 0;
  return () => {
    const request = requests[at++ % requests.length];
    if (!request) throw new Error('There are no requests');
    return request;
  };
}

/** `count` of them, made by number. */
export function inTurnOf(count: number, make: (number: number) => Buffer): () => Buffer {
  return inTurn(Array.from({ length: count }, (_, number) => make(number)));
}
