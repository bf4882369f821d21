/**
 * Budgets of functions: what the month's use is worth is summed in memory as usage is ingested, so that an invocation
 * asks without waiting; exact to within that delay. Priced for the function alone, without the free tier.
 */
import type { Clock } from '../../kit/clock.ts';
import type { Log } from '../../kit/log.ts';
import type { Key, Store } from '../../storage/store.ts';
import type { Architecture } from '../cost/price-table.ts';
import { priceTable } from '../cost/price-table.ts';
import type { DaySum } from '../ingest.ts';
import { BUDGETS_PAGE } from '../limits.ts';
import { keys, sumRecord } from '../store.ts';
import { MonthOfFunction } from './month-of-function.ts';
import { type Budget, type BudgetId, budgetKeys, budgetRecord, idOf } from './store.ts';

export interface BudgetParts {
  readonly state: Pick<Store, 'range'>;
  readonly telemetry: Pick<Store, 'getMany'>;
  /** Resolves when all usage so far is summed. */
  readonly drain: () => Promise<void>;
  readonly architecture: Architecture;
  readonly clock: Clock;
  readonly log: Log;
}

export interface BudgetState extends BudgetId, Budget {
  readonly month: string;
  /** Dollars, exact. */
  readonly spent: string;
  readonly isOver: boolean;
}

export class Budgets {
  readonly #parts: BudgetParts;
  readonly #functions = new Map<string, MonthOfFunction>();
  /** By function, the month that it was said for. */
  readonly #said = new Map<string, string>();

  constructor(parts: BudgetParts) {
    this.#parts = parts;
  }

  /** Those of before, with what the month used until now. */
  async load(): Promise<void> {
    let after: Key | undefined;
    do {
      const page = await this.#parts.state.range({
        prefix: budgetKeys.all(),
        limit: BUDGETS_PAGE,
        ...(after ? { after } : {}),
      });
      for (const { key, value } of page.entries) await this.changed(idOf(key), budgetRecord.decode(value));
      after = page.next;
    } while (after);
  }

  /** After the record was written; undefined: it was removed. */
  async changed(id: BudgetId, budget: Budget | undefined): Promise<void> {
    const name = nameOf(id.accountId, id.region, id.functionName);
    this.#said.delete(name);
    if (!budget) {
      this.#functions.delete(name);
      return;
    }
    const { architecture } = this.#parts;
    const options = { table: priceTable(), architecture, freeTier: false };
    const month = new MonthOfFunction(budget, id.region, options);
    this.#functions.set(name, month);
    // What is counted meanwhile is not counted twice: the later sum of a day takes the earlier one's place.
    try {
      await this.#parts.drain();
      await this.#read(id, month);
    } catch (error) {
      const message = 'budget: the use so far cannot be read; it is counted from the sums of days to come';
      this.#parts.log.error(message, error, { ...id });
    }
    this.#sayIfOver(id, name, month);
  }

  async #read({ accountId, region, functionName }: BudgetId, month: MonthOfFunction): Promise<void> {
    const nowMs = this.#parts.clock.nowMs();
    const days = Array.from({ length: 31 }, (_, at) => `${month.month(nowMs)}-${String(at + 1).padStart(2, '0')}`);
    const dayKeys = days.map((day) => keys.sum(accountId, region, day, functionName));
    for (const [at, entry] of (await this.#parts.telemetry.getMany(dayKeys)).entries()) {
      if (entry) month.update(days[at] ?? '', sumRecord.decode(entry.value), nowMs);
    }
  }

  /** From the ingestion. */
  summed({ accountId, region, day, functionName, sum }: DaySum): void {
    const name = nameOf(accountId, region, functionName);
    const month = this.#functions.get(name);
    if (!month) return;
    month.update(day, sum, this.#parts.clock.nowMs());
    this.#sayIfOver({ accountId, region, functionName }, name, month);
  }

  /** Undefined: it may run; else why not. Reads memory alone. */
  refusal(accountId: string, region: string, functionName: string): string | undefined {
    if (this.#functions.size === 0) return undefined;
    const month = this.#functions.get(nameOf(accountId, region, functionName));
    if (!month || month.budget.action !== 'throttle' || !month.isOver(this.#parts.clock.nowMs())) return undefined;
    return `The budget of ${month.budget.monthly} USD a month of function ${functionName} is used up; it begins anew with the month (UTC), or raise it: virga budget set.`;
  }

  states(accountId: string): readonly BudgetState[] {
    const nowMs = this.#parts.clock.nowMs();
    return [...this.#functions]
      .map(([name, month]) => ({ id: idFrom(name), month }))
      .filter(({ id }) => id.accountId === accountId)
      .map(({ id, month }) => ({
        ...id,
        ...month.budget,
        month: month.month(nowMs),
        spent: month.spent(nowMs).toString(),
        isOver: month.isOver(nowMs),
      }))
      .toSorted((a, b) => (`${a.region} ${a.functionName}` < `${b.region} ${b.functionName}` ? -1 : 1));
  }

  /** For the status of the whole cloud. */
  usedUp(): readonly string[] {
    const nowMs = this.#parts.clock.nowMs();
    return [...this.#functions].filter(([, month]) => month.isOver(nowMs)).map(([name]) => name);
  }

  /** Once a month. */
  #sayIfOver({ accountId, region, functionName }: BudgetId, name: string, month: MonthOfFunction): void {
    const nowMs = this.#parts.clock.nowMs();
    const now = month.month(nowMs);
    if (!month.isOver(nowMs) || this.#said.get(name) === now) return;
    this.#said.set(name, now);
    const { monthly, action } = month.budget;
    const spent = month.spent(nowMs).toFixed(6);
    this.#parts.log.warn('budget: used up', { accountId, region, functionName, month: now, monthly, spent, action });
  }
}

const nameOf = (accountId: string, region: string, functionName: string): string =>
  `${accountId} ${region} ${functionName}`;

function idFrom(name: string): BudgetId {
  const [accountId = '', region = '', functionName = ''] = name.split(' ');
  return { accountId, region, functionName };
}
