/** Reserved concurrency, of which the account keeps a part for the functions that reserve none. */
import { ACCOUNT_CONCURRENCY } from '../../runtime/limits.ts';
import type { Entry } from '../../storage/store.ts';
import { recordChanges } from './changes.ts';
import { invalidParameter } from './errors.ts';
import { committing, requireRecord } from './functions.ts';
import { UNRESERVED_CONCURRENCY_MIN } from './limits.ts';
import type { FunctionRef } from './names.ts';
import type { LambdaContext } from './parts.ts';
import { type FunctionRecord, keys, reservedRecord } from './store.ts';

/** Undefined gives back what the function had reserved. */
export async function reserveConcurrency(
  ctx: LambdaContext,
  ref: FunctionRef,
  asked: number | undefined,
): Promise<void> {
  const revisionId = ctx.ids.uuid();
  await committing(ctx, ref, () =>
    ctx.transact([keys.function(ref), keys.reserved(ref)], ([entry, reserved]) => {
      const before = requireRecord(ref, entry);
      const total = reservedOf(reserved) - (before.reservedConcurrency ?? 0) + (asked ?? 0);
      if (asked !== undefined) checkUnreserved(total);
      const { changes } = recordChanges(before, withReserved({ ...before, revisionId }, asked));
      return { changes: { ...changes, sets: [...(changes.sets ?? []), reservedSet(ref, total)] }, result: undefined };
    }),
  );
}

function withReserved(record: FunctionRecord, asked: number | undefined): FunctionRecord {
  const { reservedConcurrency: _, ...unreserved } = record;
  return asked === undefined ? unreserved : { ...unreserved, reservedConcurrency: asked };
}

export function reservedOf(entry: Entry | undefined): number {
  return entry ? reservedRecord.decode(entry.value).concurrency : 0;
}

export function reservedSet(ref: FunctionRef, concurrency: number) {
  return { key: keys.reserved(ref), value: reservedRecord.encode({ concurrency }) };
}

function checkUnreserved(total: number): void {
  if (ACCOUNT_CONCURRENCY - total >= UNRESERVED_CONCURRENCY_MIN) return;
  throw invalidParameter(
    `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${UNRESERVED_CONCURRENCY_MIN}].`,
  );
}
