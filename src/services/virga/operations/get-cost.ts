import { CostQuestionError } from '../../../metering/cost/cost-of.ts';
import { type GetCostRequest, type GetCostResponse, InvalidParameterException } from '../model.ts';
import type { VirgaContext } from '../parts.ts';

/** What an account used, and what AWS would have asked; from the first of this month until today where not said. */
export async function getCost(ctx: VirgaContext, input: GetCostRequest): Promise<GetCostResponse> {
  const today = new Date(ctx.clock.nowMs()).toISOString().slice(0, 10);
  const toDay = input.ToDay ?? today;
  if (toDay > today) throw new InvalidParameterException(`${toDay} has not come yet: today is ${today} (UTC).`);
  try {
    const cost = await ctx.parts.metering.costOf({
      accountId: input.AccountId ?? ctx.accountId,
      fromDay: input.FromDay ?? `${toDay.slice(0, 7)}-01`,
      toDay,
      freeTier: input.FreeTier ?? false,
      ...(input.Region === undefined ? {} : { regions: [input.Region] }),
    });
    return { Cost: cost };
  } catch (error) {
    if (error instanceof CostQuestionError) throw new InvalidParameterException(`${error.message}.`);
    throw error;
  }
}
