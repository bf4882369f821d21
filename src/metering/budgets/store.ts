/** The only file that knows how budgets are kept: in the state store, since they refuse work. */
import { jsonRecord } from '../../storage/record.ts';
import type { Key } from '../../storage/store.ts';

export type BudgetAction = 'throttle' | 'warn';

export interface BudgetId {
  readonly accountId: string;
  readonly region: string;
  readonly functionName: string;
}

export interface Budget {
  /** Dollars as decimal text. */
  readonly monthly: string;
  readonly action: BudgetAction;
}

export const budgetRecord = jsonRecord<Budget>({ name: 'metering.budget', version: 1 });

export const budgetKeys = {
  all: (): Key => ['system', 'metering', 'budget'],
  budget: ({ accountId, region, functionName }: BudgetId): Key => [
    ...budgetKeys.all(),
    accountId,
    region,
    functionName,
  ],
};

export function idOf(key: Key): BudgetId {
  const [accountId, region, functionName] = key.slice(-3).map(String);
  return { accountId: accountId ?? '', region: region ?? '', functionName: functionName ?? '' };
}
