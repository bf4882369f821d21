/** GetFunctionCodeSigningConfig: no function has one, since CreateFunction refuses them. */
import { requireFunction } from '../functions.ts';
import type { GetFunctionCodeSigningConfigRequest, GetFunctionCodeSigningConfigResponse } from '../model.ts';
import { parseFunctionName } from '../names.ts';
import type { LambdaContext } from '../parts.ts';

export async function getFunctionCodeSigningConfig(
  ctx: LambdaContext,
  input: GetFunctionCodeSigningConfigRequest,
): Promise<GetFunctionCodeSigningConfigResponse> {
  await requireFunction(ctx, parseFunctionName(ctx, input.FunctionName));
  // An empty object, although the model requires both members (recorded from AWS, 2026-11-24).
  return {} as GetFunctionCodeSigningConfigResponse;
}
