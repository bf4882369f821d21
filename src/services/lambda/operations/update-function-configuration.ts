/** UpdateFunctionConfiguration: what is given is changed, the rest stays; the configuration before runs until this one is prepared. */
import { describeFunction } from '../configuration.ts';
import { changeFunction, requireFunction, requireUpdatable, withSettings } from '../functions.ts';
import type { FunctionConfiguration, UpdateFunctionConfigurationRequest } from '../model.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import type { LambdaContext } from '../parts.ts';
import { applySettings, checkSettings, requireRole } from '../settings.ts';
import { refuseUnsupported } from '../unsupported.ts';

export async function updateFunctionConfiguration(
  ctx: LambdaContext,
  input: UpdateFunctionConfigurationRequest,
): Promise<FunctionConfiguration> {
  const ref = parseFunctionName(ctx, input.FunctionName);
  refuseUnsupported(input);
  const { record: before } = await requireFunction(ctx, ref);
  requireUpdatable(before, input.RevisionId);
  checkSettings(ctx.parts, input);
  if (input.Role !== undefined) await requireRole(ctx.parts, ref.accountId, input.Role);
  const record = await changeFunction(ctx, ref, (present) => {
    requireUpdatable(present, input.RevisionId);
    const latest = applySettings(ctx.parts, functionArn(ref), present.latest, input, ctx.ids.uuid());
    return withSettings(present, latest, ctx.ids.uuid(), ctx.clock.nowMs());
  });
  ctx.parts.preparation.start(ref);
  return describeFunction(ctx.parts, record);
}
