/** UpdateFunctionCode: another package; the one before goes on running until this one is prepared. */
import { checkPackage, describePackage, dropRefused, storePackage } from '../code.ts';
import { describeFunction } from '../configuration.ts';
import { changeFunction, requireFunction, requireUpdatable, withSettings } from '../functions.ts';
import type { FunctionConfiguration, UpdateFunctionCodeRequest } from '../model.ts';
import { parseFunctionName } from '../names.ts';
import type { LambdaContext } from '../parts.ts';
import { requireArchitecture } from '../settings.ts';
import type { FunctionRecord, StoredCode } from '../store.ts';
import { refuseUnsupported } from '../unsupported.ts';

export async function updateFunctionCode(
  ctx: LambdaContext,
  input: UpdateFunctionCodeRequest,
): Promise<FunctionConfiguration> {
  const ref = parseFunctionName(ctx, input.FunctionName);
  refuseUnsupported(input);
  const { record: before } = await requireFunction(ctx, ref);
  requireUpdatable(before, input.RevisionId);
  requireArchitecture(ctx.parts.architecture, input.Architectures);
  const zip = await checkPackage(ctx, input);
  const change = (record: FunctionRecord, code: StoredCode): FunctionRecord => {
    requireUpdatable(record, input.RevisionId);
    const latest = { ...record.latest, code, buildId: ctx.ids.uuid() };
    return withSettings(record, latest, ctx.ids.uuid(), ctx.clock.nowMs());
  };
  if (input.DryRun === true) {
    const { latest, ...rest } = before;
    return describeFunction(ctx.parts, { ...rest, latest: { ...latest, code: describePackage(zip, '') } });
  }
  const code = await storePackage(ctx, ref, zip);
  try {
    const record = await changeFunction(ctx, ref, (present) => change(present, code));
    ctx.parts.preparation.start(ref);
    return describeFunction(ctx.parts, record);
  } catch (error) {
    await dropRefused(ctx, code, error);
    throw error;
  }
}
