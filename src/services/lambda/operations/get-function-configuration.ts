/** GetFunctionConfiguration. */
import { describeFunction } from '../configuration.ts';
import { requireFunction } from '../functions.ts';
import type { FunctionConfiguration, GetFunctionConfigurationRequest } from '../model.ts';
import { parseFunctionName } from '../names.ts';
import type { LambdaContext } from '../parts.ts';

export async function getFunctionConfiguration(
  ctx: LambdaContext,
  input: GetFunctionConfigurationRequest,
): Promise<FunctionConfiguration> {
  const ref = parseFunctionName(ctx, input.FunctionName, input.Qualifier);
  const { record } = await requireFunction(ctx, ref);
  return describeFunction(ctx.parts, record, ref.qualifier);
}
