/** ListVersionsByFunction: $LATEST alone, since versions cannot be published yet. */
import { describeFunction } from '../configuration.ts';
import { requireFunction } from '../functions.ts';
import type { ListVersionsByFunctionRequest, ListVersionsByFunctionResponse } from '../model.ts';
import { LATEST, parseFunctionName } from '../names.ts';
import type { LambdaContext } from '../parts.ts';

export async function listVersionsByFunction(
  ctx: LambdaContext,
  input: ListVersionsByFunctionRequest,
): Promise<ListVersionsByFunctionResponse> {
  const { record } = await requireFunction(ctx, parseFunctionName(ctx, input.FunctionName));
  // One page holds them all: whoever comes with a marker has seen them.
  return { Versions: input.Marker ? [] : [describeFunction(ctx.parts, record, LATEST, 'list')] };
}
