/** How many invocations run at once, of an account in a region and of a function: over its limit one is refused, not queued. */
import { type FunctionVersion, InvocationRefusedError } from '../function-version.ts';
import { ACCOUNT_CONCURRENCY } from '../limits.ts';

/** Who wants to know, for metrics; called on the way of each invocation, so it only counts. */
export interface ConcurrencyObserver {
  running(fn: FunctionVersion, count: number, countOfAccount: number): void;
  throttled(fn: FunctionVersion): void;
}

export class Concurrency {
  readonly #observer: ConcurrencyObserver | undefined;
  readonly #accounts = new Map<string, number>();
  readonly #functions = new Map<string, number>();

  constructor(observer?: ConcurrencyObserver) {
    this.#observer = observer;
  }

  /** Counts one in; the function returned counts it out, once. Throws InvocationRefusedError. */
  enter(fn: FunctionVersion): () => void {
    const account = `${fn.accountId}/${fn.region}`;
    const running = this.#functions.get(fn.arn) ?? 0;
    if (fn.reservedConcurrency !== undefined && running >= fn.reservedConcurrency) {
      throw this.#refusal(fn, 'ReservedFunctionConcurrentInvocationLimitExceeded');
    }
    const all = this.#accounts.get(account) ?? 0;
    if (all >= ACCOUNT_CONCURRENCY) throw this.#refusal(fn, 'ConcurrentInvocationLimitExceeded');
    this.#functions.set(fn.arn, running + 1);
    this.#accounts.set(account, all + 1);
    this.#observer?.running(fn, running + 1, all + 1);
    return () => {
      countOut(this.#functions, fn.arn);
      countOut(this.#accounts, account);
    };
  }

  #refusal(fn: FunctionVersion, reason: InvocationRefusedError['reason']): InvocationRefusedError {
    this.#observer?.throttled(fn);
    return new InvocationRefusedError(reason, 'Rate Exceeded.');
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
