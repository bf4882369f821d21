/** How many invocations run at once, of an account in a region and of a function: over its limit one is refused, not queued. */
import { type FunctionVersion, InvocationRefusedError } from '../function-version.ts';
import { ACCOUNT_CONCURRENCY } from '../limits.ts';

export class Concurrency {
  readonly #accounts = new Map<string, number>();
  readonly #functions = new Map<string, number>();

  /** Counts one in; the function returned counts it out, once. Throws InvocationRefusedError. */
  enter(fn: FunctionVersion): () => void {
    const account = `${fn.accountId}/${fn.region}`;
    const running = this.#functions.get(fn.arn) ?? 0;
    if (fn.reservedConcurrency !== undefined && running >= fn.reservedConcurrency) {
      throw new InvocationRefusedError('ReservedFunctionConcurrentInvocationLimitExceeded', 'Rate Exceeded.');
    }
    const all = this.#accounts.get(account) ?? 0;
    if (all >= ACCOUNT_CONCURRENCY)
      throw new InvocationRefusedError('ConcurrentInvocationLimitExceeded', 'Rate Exceeded.');
    this.#functions.set(fn.arn, running + 1);
    this.#accounts.set(account, all + 1);
    return () => {
      countOut(this.#functions, fn.arn);
      countOut(this.#accounts, account);
    };
  }

  get running(): number {
    return this.#accounts.values().reduce((sum, count) => sum + count, 0);
  }
}

function countOut(counts: Map<string, number>, key: string): void {
  const left = (counts.get(key) ?? 0) - 1;
  if (left > 0) counts.set(key, left);
  else counts.delete(key);
}
