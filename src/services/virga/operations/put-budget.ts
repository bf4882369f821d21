import type { BudgetState } from '../../../metering/budgets/budgets.ts';
import { type Budget as BudgetValue, budgetKeys, budgetRecord } from '../../../metering/budgets/store.ts';
import { BUDGETS_MAX } from '../../../metering/limits.ts';
import { type Budget, LimitExceededException, type PutBudgetRequest, type PutBudgetResponse } from '../model.ts';
import type { VirgaContext } from '../parts.ts';

/** Sets or replaces the budget of a function, which need not be there yet. */
export async function putBudget(ctx: VirgaContext, input: PutBudgetRequest): Promise<PutBudgetResponse> {
  const { budgets } = ctx.parts.metering;
  const { accountId } = ctx;
  const id = { accountId, region: input.Region ?? ctx.region, functionName: input.FunctionName };
  const others = budgets
    .states(accountId)
    .filter(({ region, functionName }) => region !== id.region || functionName !== id.functionName);
  if (others.length >= BUDGETS_MAX) throw new LimitExceededException(`There are ${BUDGETS_MAX} budgets already.`);
  const budget: BudgetValue = { monthly: input.Monthly, action: input.Action ?? 'warn' };
  await ctx.commit({ sets: [{ key: budgetKeys.budget(id), value: budgetRecord.encode(budget) }] });
  await budgets.changed(id, budget);
  const state = budgets
    .states(accountId)
    .find(({ region, functionName }) => region === id.region && functionName === id.functionName);
  // Undefined where it was removed meanwhile.
  return { Budget: budgetOf(state ?? { ...id, ...budget, month: '', spent: '0', isOver: false }) };
}

export function budgetOf({ functionName, region, monthly, action, month, spent, isOver }: BudgetState): Budget {
  return {
    FunctionName: functionName,
    Region: region,
    Monthly: monthly,
    Action: action,
    Month: month,
    Spent: spent,
    Over: isOver,
  };
}
