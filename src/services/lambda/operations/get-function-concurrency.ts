/** GetFunctionConcurrency: an empty answer where nothing is reserved. */
import { requireFunction } from '../functions.ts';
import type { GetFunctionConcurrencyRequest, GetFunctionConcurrencyResponse } from '../model.ts';
import { parseFunctionName } from '../names.ts';
import type { LambdaContext } from '../parts.ts';

export async function getFunctionConcurrency(
  ctx: LambdaContext,
  input: GetFunctionConcurrencyRequest,
): Promise<GetFunctionConcurrencyResponse> {
  const { record } = await requireFunction(ctx, parseFunctionName(ctx, input.FunctionName));
  const { reservedConcurrency } = record;
  return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
}
