/**
 * Client request tokens: a request that was done is known for ten minutes, so that its repetition does nothing. Tokens
 * lie in pieces of ten minutes, which are removed as a whole.
 */
import { hash } from 'node:crypto';
import type { Changes, Entry, Key } from '../../../storage/store.ts';
import { TOKEN_LIFE_MS } from '../limits.ts';
import { IdempotentParameterMismatchException } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { keys, tokenRecord } from '../store.ts';

export class RequestToken {
  readonly #token: string;
  readonly #digest: string;
  readonly #nowMs: number;
  readonly #ctx: DynamodbContext;

  /** `request`: what has to be the same when it is repeated. */
  constructor(ctx: DynamodbContext, token: string, request: unknown) {
    this.#ctx = ctx;
    this.#token = token;
    this.#digest = hash('sha256', JSON.stringify(request));
    this.#nowMs = ctx.clock.nowMs();
  }

  /** Of this piece and the one before: to be read with what the request changes. */
  get keys(): readonly Key[] {
    const piece = pieceOf(this.#nowMs);
    return [piece, piece - 1].map((number) => keys.token(this.#ctx, number, this.#token));
  }

  /** Whether it was done already. Throws IdempotentParameterMismatchException. */
  isDone(entries: readonly (Entry | undefined)[]): boolean {
    for (const entry of entries) {
      const record = entry && tokenRecord.decode(entry.value);
      if (!record || record.atMs <= this.#nowMs - TOKEN_LIFE_MS) continue;
      if (record.digest === this.#digest) return true;
      throw new IdempotentParameterMismatchException(
        'The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical',
      );
    }
    return false;
  }

  /** With the note that it is done. */
  noted(changes: Changes): Changes {
    const [key] = this.keys;
    if (!key) return changes;
    const note = { key, value: tokenRecord.encode({ digest: this.#digest, atMs: this.#nowMs }) };
    return { ...changes, sets: [...(changes.sets ?? []), note] };
  }
}

export function pieceOf(nowMs: number): number {
  return Math.floor(nowMs / TOKEN_LIFE_MS);
}
