/** GetRuntimeManagementConfig: runtimes are kept patched by the platform, which is AWS's `Auto`. */
import { requireFunction } from '../functions.ts';
import type { GetRuntimeManagementConfigRequest, GetRuntimeManagementConfigResponse } from '../model.ts';
import { functionArn, LATEST, parseFunctionName } from '../names.ts';
import type { LambdaContext } from '../parts.ts';

export async function getRuntimeManagementConfig(
  ctx: LambdaContext,
  input: GetRuntimeManagementConfigRequest,
): Promise<GetRuntimeManagementConfigResponse> {
  const { record } = await requireFunction(ctx, parseFunctionName(ctx, input.FunctionName, input.Qualifier));
  return { UpdateRuntimeOn: 'Auto', FunctionArn: `${functionArn(record)}:${LATEST}` };
}
