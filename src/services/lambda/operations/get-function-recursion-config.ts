/** GetFunctionRecursionConfig: always the default, since nothing changes it yet. */
import { requireFunction } from '../functions.ts';
import type { GetFunctionRecursionConfigRequest, GetFunctionRecursionConfigResponse } from '../model.ts';
import { parseFunctionName } from '../names.ts';
import type { LambdaContext } from '../parts.ts';

export async function getFunctionRecursionConfig(
  ctx: LambdaContext,
  input: GetFunctionRecursionConfigRequest,
): Promise<GetFunctionRecursionConfigResponse> {
  await requireFunction(ctx, parseFunctionName(ctx, input.FunctionName));
  return { RecursiveLoop: 'Terminate' };
}
