import type { ListBudgetsRequest, ListBudgetsResponse } from '../model.ts';
import type { VirgaContext } from '../parts.ts';
import { budgetOf } from './put-budget.ts';

/** Those of the caller's account, in all regions. */
export async function listBudgets(ctx: VirgaContext, _input: ListBudgetsRequest): Promise<ListBudgetsResponse> {
  return { Budgets: ctx.parts.metering.budgets.states(ctx.accountId).map(budgetOf) };
}
