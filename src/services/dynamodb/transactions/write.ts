/** A transaction of writes: everything or nothing, in one commit. PartiQL's transactions come this way too. */
import { keyText } from '../../../storage/key.ts';
import { type CapacityMode, Consumed } from '../capacity/consumed.ts';
import { readUnits } from '../capacity/units.ts';
import { validationError } from '../errors.ts';
import type { IndexedChange } from '../items/changes.ts';
import { storedIn } from '../items/entries.ts';
import { OtherTableError } from '../items/write.ts';
import { ManyWrites, type PlannedWrite, tablesOf } from '../items/write-many.ts';
import type { ItemWrite } from '../items/writes.ts';
import { TRANSACTION_BYTES_MAX } from '../limits.ts';
import type { ConsumedCapacity } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { allOrCancelled } from './reasons.ts';
import { RequestToken } from './tokens.ts';

export interface WriteTransaction {
  readonly writes: readonly ItemWrite[];
  /** Makes it happen once, where it is repeated with the same token within ten minutes. */
  readonly token: string | undefined;
  /** What has to be the same when the token is used again. */
  readonly request: unknown;
}

/** In the order of the writes: what they changed or, where that was done before, the sizes of what is there now. */
export type Written =
  | { readonly kind: 'done'; readonly changes: readonly IndexedChange[] }
  | { readonly kind: 'repeated'; readonly sizes: readonly number[] };

/** Resolves when it is durable. */
export async function writeTransaction(ctx: DynamodbContext, transaction: WriteTransaction): Promise<Written> {
  const token =
    transaction.token === undefined ? undefined : new RequestToken(ctx, transaction.token, transaction.request);
  for (;;) {
    try {
      return await writeOnce(ctx, transaction.writes, token);
    } catch (error) {
      if (!(error instanceof OtherTableError)) throw error;
    }
  }
}

/** A transaction writes everything twice. */
export const TIMES = 2;

/**
 * What a transaction consumed of each table. "Subsequent TransactWriteItems calls with the same client token return the
 * number of read capacity units consumed in reading the item" (API reference, 2026-11-28).
 */
export function consumedByTables(
  written: Written,
  writes: readonly ItemWrite[],
  mode: CapacityMode,
): ConsumedCapacity[] {
  const tables = new Map<string, Consumed>();
  for (const [at, { tableName }] of writes.entries()) {
    let units = tables.get(tableName);
    if (!units) tables.set(tableName, (units = new Consumed(tableName, true)));
    if (written.kind === 'repeated') {
      units.read(readUnits(written.sizes[at] ?? 0, true) * TIMES);
      continue;
    }
    const change = written.changes[at];
    if (change) units.wrote(change, TIMES);
  }
  return [...tables.values()].flatMap((units) => units.answer(mode) ?? []);
}

async function writeOnce(
  ctx: DynamodbContext,
  writes: readonly ItemWrite[],
  token: RequestToken | undefined,
): Promise<Written> {
  const plans = await plan(ctx, writes);
  const many = new ManyWrites(ctx, plans);
  const tokenKeys = token?.keys ?? [];
  return ctx.transact<Written>([...many.keys, ...tokenKeys], async (entries) => {
    if (token?.isDone(entries.slice(plans.length))) {
      const sizes = plans.map((_, at) => storedIn(entries[at])?.sizeBytes ?? 0);
      return { result: { kind: 'repeated', sizes } };
    }
    const { changes, commit } = await many.decide(entries, (now, before) =>
      requireTotalSize(allOrCancelled(now, (planned, at) => many.decideOne(planned, before[at], TIMES))),
    );
    const noted = token ? token.noted(commit ?? {}) : commit;
    return { ...(noted && { changes: noted }), result: { kind: 'done', changes } };
  });
}

async function plan(ctx: DynamodbContext, writes: readonly ItemWrite[]): Promise<readonly PlannedWrite[]> {
  const tables = await tablesOf(ctx, writes);
  const plans = allOrCancelled(tables, (table, at): PlannedWrite => {
    const write = writes[at];
    if (!write) throw new Error('A table for each write');
    return { write, table, key: write.keyOf(table) };
  });
  requireDifferent(plans.map(({ key }) => keyText(key.key)));
  return plans;
}

/** Throws where two of the keys are the same. */
export function requireDifferent(keys: readonly string[]): void {
  if (new Set(keys).size < keys.length)
    throw validationError('Transaction request cannot include multiple operations on one item');
}

function requireTotalSize(changes: IndexedChange[]): IndexedChange[] {
  const bytes = changes.reduce((sum, { before, after }) => sum + ((after ?? before)?.sizeBytes ?? 0), 0);
  if (bytes > TRANSACTION_BYTES_MAX)
    throw validationError('Member must have aggregate item size less than or equal to 4 MB in a transaction');
  return changes;
}
