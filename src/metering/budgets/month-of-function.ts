/** What one function with a budget used in the month that runs, in memory, and whether that is worth more. */
import { addBilled, Biller, type BillerOptions, NOTHING_BILLED, totalOf } from '../cost/biller.ts';
import { Decimal } from '../cost/decimal.ts';
import type { UsageSum } from '../store.ts';
import type { Budget } from './store.ts';

export class MonthOfFunction {
  readonly budget: Budget;
  readonly #region: string;
  readonly #options: BillerOptions;
  readonly #limit: Decimal;
  readonly #days = new Map<string, UsageSum>();
  #month = '';
  #startMs = 0;
  #endMs = 0;
  #spent = Decimal.zero;

  constructor(budget: Budget, region: string, options: BillerOptions) {
    this.budget = budget;
    this.#region = region;
    this.#options = options;
    this.#limit = Decimal.parse(budget.monthly);
  }

  /** The function's whole sum of the day: of two for one day the later one has more invocations. */
  update(day: string, sum: UsageSum, nowMs: number): void {
    this.#enter(nowMs);
    if (!day.startsWith(this.#month)) return;
    if ((this.#days.get(day)?.invocations ?? 0) >= sum.invocations) return;
    this.#days.set(day, sum);
    const biller = new Biller(this.#options);
    const days = [...this.#days].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const billed = days.map(([name, used]) => biller.bill(name, this.#region, used));
    this.#spent = totalOf(billed.reduce(addBilled, NOTHING_BILLED));
  }

  isOver(nowMs: number): boolean {
    this.#enter(nowMs);
    return this.#spent.compare(this.#limit) > 0;
  }

  /** Since the month's begin. */
  spent(nowMs: number): Decimal {
    this.#enter(nowMs);
    return this.#spent;
  }

  /** `2026-11`. */
  month(nowMs: number): string {
    this.#enter(nowMs);
    return this.#month;
  }

  #enter(nowMs: number): void {
    if (nowMs >= this.#startMs && nowMs < this.#endMs) return;
    const now = new Date(nowMs);
    this.#month = now.toISOString().slice(0, 7);
    this.#startMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth());
    this.#endMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1);
    this.#days.clear();
    this.#spent = Decimal.zero;
  }
}
