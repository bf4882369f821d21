/** PutFunctionConcurrency. */
import { reserveConcurrency } from '../concurrency.ts';
import type { Concurrency, PutFunctionConcurrencyRequest } from '../model.ts';
import { parseFunctionName } from '../names.ts';
import type { LambdaContext } from '../parts.ts';

export async function putFunctionConcurrency(
  ctx: LambdaContext,
  input: PutFunctionConcurrencyRequest,
): Promise<Concurrency> {
  const { ReservedConcurrentExecutions: asked } = input;
  await reserveConcurrency(ctx, parseFunctionName(ctx, input.FunctionName), asked);
  return { ReservedConcurrentExecutions: asked };
}
