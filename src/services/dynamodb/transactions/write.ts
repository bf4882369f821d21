/** A transaction of writes: everything or nothing, in one commit. PartiQL's transactions come this way too. */
import { keyText } from '../../../storage/key.ts';
import { validationError } from '../errors.ts';
import type { IndexedChange } from '../items/changes.ts';
import { OtherTableError } from '../items/write.ts';
import { ManyWrites, type PlannedWrite, tablesOf } from '../items/write-many.ts';
import type { ItemWrite } from '../items/writes.ts';
import { TRANSACTION_BYTES_MAX } from '../limits.ts';
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

/** The changes in the order of the writes; undefined where it was done before. Resolves when it is durable. */
export async function writeTransaction(
  ctx: DynamodbContext,
  transaction: WriteTransaction,
): Promise<readonly IndexedChange[] | undefined> {
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

async function writeOnce(
  ctx: DynamodbContext,
  writes: readonly ItemWrite[],
  token: RequestToken | undefined,
): Promise<readonly IndexedChange[] | undefined> {
  const plans = await plan(ctx, writes);
  const many = new ManyWrites(ctx, plans);
  const tokenKeys = token?.keys ?? [];
  return ctx.transact([...many.keys, ...tokenKeys], async (entries) => {
    if (token?.isDone(entries.slice(plans.length))) return { result: undefined };
    const { changes, commit } = await many.decide(entries, (now, before) =>
      requireTotalSize(allOrCancelled(now, (planned, at) => many.decideOne(planned, before[at], TIMES))),
    );
    const noted = token ? token.noted(commit ?? {}) : commit;
    return { ...(noted && { changes: noted }), result: changes };
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
