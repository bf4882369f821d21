import { budgetKeys } from '../../../metering/budgets/store.ts';
import { BudgetNotFoundException, type DeleteBudgetRequest } from '../model.ts';
import type { VirgaContext } from '../parts.ts';

/** A function that it refused may run again at once. */
export async function deleteBudget(ctx: VirgaContext, input: DeleteBudgetRequest): Promise<Record<string, never>> {
  const id = { accountId: ctx.accountId, region: input.Region ?? ctx.region, functionName: input.FunctionName };
  const key = budgetKeys.budget(id);
  await ctx.transact([key], ([entry]) => {
    if (!entry) throw new BudgetNotFoundException(`Function ${id.functionName} has no budget in ${id.region}.`);
    return { changes: { deletes: [key] }, result: undefined };
  });
  await ctx.parts.metering.budgets.changed(id, undefined);
  return {};
}
