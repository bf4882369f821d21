/** TransactGetItems: up to 100 items as of one moment. */
import { keyText } from '../../../storage/key.ts';
import { Consumed } from '../capacity/consumed.ts';
import { readUnits } from '../capacity/units.ts';
import { validationError } from '../errors.ts';
import { type GetRequest, readGet } from '../inputs/reads.ts';
import { storedIn } from '../items/entries.ts';
import { keyOfKey } from '../items/keys.ts';
import type { StoredItem } from '../items/stored.ts';
import { TRANSACTION_BYTES_MAX } from '../limits.ts';
import type { TransactGetItemsInput, TransactGetItemsOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { requireTable } from '../tables/cache.ts';
import type { Table } from '../tables/table.ts';
import { allOrCancelled } from '../transactions/reasons.ts';
import { requireDifferent } from '../transactions/write.ts';

interface Plan {
  readonly tableName: string;
  readonly table: Table;
  readonly request: GetRequest;
}

export async function transactGetItems(
  ctx: DynamodbContext,
  input: TransactGetItemsInput,
): Promise<TransactGetItemsOutput> {
  const requests = input.TransactItems.map(({ Get }) => ({ tableName: Get.TableName, request: readGet(Get) }));
  const plans: Plan[] = [];
  for (const asked of requests) plans.push({ ...asked, table: await requireTable(ctx, asked.tableName) });
  const keys = allOrCancelled(plans, ({ table, request }) => keyOfKey(table, request.key).key);
  requireDifferent(keys.map(keyText));
  allOrCancelled(plans, ({ table }) => ctx.parts.throttle.requireRead(table));
  const found = (await ctx.store.getMany(keys)).map(storedIn);
  const bytes = found.reduce((sum, stored) => sum + (stored?.sizeBytes ?? 0), 0);
  if (bytes > TRANSACTION_BYTES_MAX)
    throw validationError('Member must have aggregate item size less than or equal to 4 MB in a transaction');
  for (const [at, { table }] of plans.entries()) ctx.parts.throttle.read(table, undefined, unitsOf(found[at]));
  const capacity = consumed(input, plans, found);
  return {
    Responses: found.map((stored, at) => {
      if (!stored) return {};
      const projection = plans[at]?.request.projection;
      return { Item: projection ? projection.project(stored.item) : stored.item };
    }),
    ...(capacity && { ConsumedCapacity: capacity }),
  };
}

/** A transaction reads everything twice, consistently. */
const TIMES = 2;

function unitsOf(stored: StoredItem | undefined): number {
  return readUnits(stored?.sizeBytes ?? 0, true) * TIMES;
}

function consumed(
  { ReturnConsumedCapacity: mode }: TransactGetItemsInput,
  plans: readonly Plan[],
  found: readonly (StoredItem | undefined)[],
): TransactGetItemsOutput['ConsumedCapacity'] {
  if (mode !== 'TOTAL' && mode !== 'INDEXES') return undefined;
  const tables = new Map<string, Consumed>();
  for (const [at, { tableName }] of plans.entries()) {
    let units = tables.get(tableName);
    if (!units) tables.set(tableName, (units = new Consumed(tableName, true)));
    units.read(unitsOf(found[at]));
  }
  return [...tables.values()].flatMap((units) => units.answer(mode) ?? []);
}
