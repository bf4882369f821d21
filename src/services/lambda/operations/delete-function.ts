/** DeleteFunction: the record, what it had reserved, and its package; what still runs of it ends by itself. */
import { dropPackages, recordChanges } from '../changes.ts';
import { reservedOf, reservedSet } from '../concurrency.ts';
import { invalidParameter } from '../errors.ts';
import { committing, requireRecord } from '../functions.ts';
import type { DeleteFunctionRequest, DeleteFunctionResponse } from '../model.ts';
import { LATEST, parseFunctionName } from '../names.ts';
import type { LambdaContext } from '../parts.ts';
import { keys } from '../store.ts';

export async function deleteFunction(
  ctx: LambdaContext,
  input: DeleteFunctionRequest,
): Promise<DeleteFunctionResponse> {
  const ref = parseFunctionName(ctx, input.FunctionName, input.Qualifier);
  if (ref.qualifier === LATEST) {
    throw invalidParameter('$LATEST version cannot be deleted without deleting the function.');
  }
  const dropped = await committing(ctx, ref, () =>
    ctx.transact([keys.function(ref), keys.reserved(ref)], ([entry, reserved]) => {
      const record = requireRecord(ref, entry);
      const { changes, dropped } = recordChanges(record, undefined);
      const { reservedConcurrency } = record;
      if (reservedConcurrency === undefined) return { changes, result: dropped };
      const given = reservedSet(ref, reservedOf(reserved) - reservedConcurrency);
      return { changes: { ...changes, sets: [given] }, result: dropped };
    }),
  );
  const { blobs, runner } = ctx.parts;
  runner.deleted(ref.accountId, ref.region, ref.name);
  await dropPackages({ blobs, log: ctx.log }, dropped);
  return { StatusCode: 204 };
}
