/** Functions in the store: finding one, changing one, and the states in which it can be changed. */
import type { Entry } from '../../storage/store.ts';
import { dropPackages, recordChanges } from './changes.ts';
import { conflict, functionNotFound, wrongRevision } from './errors.ts';
import type { LoadedFunction } from './function-cache.ts';
import { calledArn, type FunctionRef, functionArn, requireLatest } from './names.ts';
import type { LambdaContext } from './parts.ts';
import { type FunctionRecord, type FunctionSettings, functionRecord, keys } from './store.ts';

/** Throws ResourceNotFoundException, also for a qualifier other than $LATEST. */
export async function requireFunction(ctx: LambdaContext, ref: FunctionRef): Promise<LoadedFunction> {
  requireLatest(ref);
  const loaded = await ctx.parts.functions.get(ref);
  if (!loaded) throw functionNotFound(calledArn(ref));
  return loaded;
}

/** Changes one function in one transaction, and answers what it then is; throws what `change` throws. */
export async function changeFunction(
  ctx: LambdaContext,
  ref: FunctionRef,
  change: (record: FunctionRecord) => FunctionRecord,
): Promise<FunctionRecord> {
  const { record, dropped } = await committing(ctx, ref, () =>
    ctx.transact([keys.function(ref)], ([entry]) => {
      const before = requireRecord(ref, entry);
      const record = change(before);
      const { changes, dropped } = recordChanges(before, record);
      return { changes, result: { record, dropped } };
    }),
  );
  await dropPackages({ blobs: ctx.parts.blobs, log: ctx.log }, dropped);
  return record;
}

/** Whatever comes of the commit, nobody goes on with what was read before it. */
export async function committing<T>(ctx: LambdaContext, ref: FunctionRef, commit: () => Promise<T>): Promise<T> {
  requireLatest(ref);
  try {
    return await commit();
  } finally {
    ctx.parts.functions.drop(ref);
  }
}

export function requireRecord(ref: FunctionRef, entry: Entry | undefined): FunctionRecord {
  if (!entry) throw functionNotFound(calledArn(ref));
  return functionRecord.decode(entry.value);
}

/** "The function is being created." also for updates, with a code that the model does not have (recorded, 2024 to 2026). */
const REASON = { reason: 'The function is being created.', code: 'Creating' } as const;
export const CREATING = { name: 'Pending', ...REASON } as const;
const UPDATING = { status: 'InProgress', ...REASON } as const;

/** The record with new settings, which still have to be prepared; until then what ran before goes on running. */
export function withSettings(
  record: FunctionRecord,
  latest: FunctionSettings,
  revisionId: string,
  nowMs: number,
): FunctionRecord {
  const changed = { ...record, latest, revisionId, modifiedAtMs: nowMs };
  if (record.state.name === 'Active') {
    return { ...changed, running: record.running ?? record.latest, lastUpdate: UPDATING };
  }
  // It has never run: the next preparation decides what it is.
  const { lastUpdate: _, ...unfinished } = changed;
  return { ...unfinished, state: CREATING };
}

/** Throws where the revision is another one, or where the function is just being made or changed. */
export function requireUpdatable(record: FunctionRecord, revisionId: string | undefined): void {
  requireRevision(record, revisionId, 'GetFunction/GetAlias');
  if (record.state.name === 'Pending') throw wrongState('Pending');
  if (record.lastUpdate?.status === 'InProgress') {
    throw conflict(
      `The operation cannot be performed at this time. An update is in progress for resource: ${functionArn(record)}`,
    );
  }
}

export function requireRevision(record: FunctionRecord, revisionId: string | undefined, operation: string): void {
  if (revisionId !== undefined && revisionId !== record.revisionId) throw wrongRevision(operation);
}

export function wrongState(state: string): Error {
  return conflict(
    `The operation cannot be performed at this time. The function is currently in the following state: ${state}`,
  );
}
