/** GetFunctionEventInvokeConfig: there is none, since asynchronous invocations cannot be configured yet; tools ask. */
import { requireFunction } from '../functions.ts';
import {
  type FunctionEventInvokeConfig,
  type GetFunctionEventInvokeConfigRequest,
  ResourceNotFoundException,
} from '../model.ts';
import { functionArn, LATEST, parseFunctionName } from '../names.ts';
import type { LambdaContext } from '../parts.ts';

/** "The function <arn>:$LATEST doesn't have an EventInvokeConfig" (projects tested against AWS, read on 2026-11-24). */
export async function getFunctionEventInvokeConfig(
  ctx: LambdaContext,
  input: GetFunctionEventInvokeConfigRequest,
): Promise<FunctionEventInvokeConfig> {
  const { record } = await requireFunction(ctx, parseFunctionName(ctx, input.FunctionName, input.Qualifier));
  const arn = `${functionArn(record)}:${LATEST}`;
  throw new ResourceNotFoundException(`The function ${arn} doesn't have an EventInvokeConfig`, { Type: 'User' });
}
