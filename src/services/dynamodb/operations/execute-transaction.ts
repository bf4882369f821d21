/** ExecuteTransaction: up to 100 PartiQL statements, all reads as of one moment, or all writes or none of them. */
import { keyText } from '../../../storage/key.ts';
import { Consumed } from '../capacity/consumed.ts';
import { readUnits } from '../capacity/units.ts';
import type { ItemWrite } from '../items/writes.ts';
import type { ConsumedCapacity, ExecuteTransactionInput, ExecuteTransactionOutput, ItemResponse } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { itemRead } from '../statements/read-item.ts';
import { type BoundSelect, of, planTransaction } from '../statements/transaction.ts';
import { requireExists } from '../statements/write.ts';
import { requireTable } from '../tables/cache.ts';
import type { Table } from '../tables/table.ts';
import { allOrCancelled } from '../transactions/reasons.ts';
import { consumedByTables, requireDifferent, TIMES, writeTransaction } from '../transactions/write.ts';

export async function executeTransaction(
  ctx: DynamodbContext,
  input: ExecuteTransactionInput,
): Promise<ExecuteTransactionOutput> {
  const plan = planTransaction(input.TransactStatements);
  if (plan.kind === 'reads') return readAll(ctx, input, plan.reads);
  for (const { select, bound, at } of plan.conditions) {
    const table = await requireTable(ctx, select.source.table);
    of(at, () => requireExists(select, bound, table));
  }
  return writeAll(ctx, input, plan.writes);
}

async function readAll(
  ctx: DynamodbContext,
  input: ExecuteTransactionInput,
  reads: readonly BoundSelect[],
): Promise<ExecuteTransactionOutput> {
  const { throttle } = ctx.parts;
  const plans: { readonly table: Table; readonly read: ReturnType<typeof itemRead> }[] = [];
  for (const { select, bound, at } of reads) {
    const table = await requireTable(ctx, select.source.table);
    plans.push({ table, read: of(at, () => itemRead('ExecuteTransaction', select, bound, table)) });
  }
  const keys = plans.map(({ read }) => read.key.key);
  requireDifferent(keys.map(keyText));
  allOrCancelled(plans, ({ table }) => throttle.requireRead(table));
  const entries = await ctx.store.getMany(keys);
  const consumed = new ConsumedByTable();
  const responses = plans.map(({ table, read }, at): ItemResponse => {
    const { item, sizeBytes } = read.answer(entries[at]);
    const units = readUnits(sizeBytes, true) * TIMES;
    throttle.read(table, undefined, units);
    consumed.of(reads[at]?.select.source.table ?? '').read(units);
    return item ? { Item: item } : {};
  });
  return { Responses: responses, ...consumed.answer(input) };
}

async function writeAll(
  ctx: DynamodbContext,
  input: ExecuteTransactionInput,
  writes: readonly ItemWrite[],
): Promise<ExecuteTransactionOutput> {
  const { TransactStatements: request, ClientRequestToken: token } = input;
  const written = await writeTransaction(ctx, { writes, token, request });
  const capacity = consumedByTables(written, writes, input.ReturnConsumedCapacity);
  return { Responses: [], ...(capacity.length > 0 && { ConsumedCapacity: capacity }) };
}

class ConsumedByTable {
  readonly #tables = new Map<string, Consumed>();

  of(table: string): Consumed {
    let units = this.#tables.get(table);
    if (!units) this.#tables.set(table, (units = new Consumed(table, true)));
    return units;
  }

  answer({ ReturnConsumedCapacity: mode }: ExecuteTransactionInput): { ConsumedCapacity?: ConsumedCapacity[] } {
    const capacity = [...this.#tables.values()].flatMap((units) => units.answer(mode) ?? []);
    return capacity.length > 0 ? { ConsumedCapacity: capacity } : {};
  }
}
