/** DeleteFunctionConcurrency. */
import { reserveConcurrency } from '../concurrency.ts';
import type { DeleteFunctionConcurrencyRequest } from '../model.ts';
import { parseFunctionName } from '../names.ts';
import type { LambdaContext } from '../parts.ts';

export async function deleteFunctionConcurrency(
  ctx: LambdaContext,
  input: DeleteFunctionConcurrencyRequest,
): Promise<Record<string, never>> {
  await reserveConcurrency(ctx, parseFunctionName(ctx, input.FunctionName), undefined);
  return {};
}
