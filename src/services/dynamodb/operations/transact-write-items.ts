/** TransactWriteItems: up to 100 items, all or none, once for each token. */
import { Consumed } from '../capacity/consumed.ts';
import { validationError } from '../errors.ts';
import { readDelete, readPut, readUpdate } from '../inputs/writes.ts';
import { collectionMetrics, hasCollections } from '../items/answer.ts';
import type { IndexedChange } from '../items/changes.ts';
import { checkWrite, deleteWrite, type ItemWrite, putWrite, updateWrite } from '../items/writes.ts';
import type {
  ConsumedCapacity,
  TransactWriteItem,
  TransactWriteItemsInput,
  TransactWriteItemsOutput,
} from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { TIMES, writeTransaction } from '../transactions/write.ts';

export async function transactWriteItems(
  ctx: DynamodbContext,
  input: TransactWriteItemsInput,
): Promise<TransactWriteItemsOutput> {
  const { TransactItems: items, ClientRequestToken: token } = input;
  const writes = items.map(readItem);
  const changes = await writeTransaction(ctx, { writes, token, request: items });
  const capacity = changes && consumed(input, writes, changes);
  const metrics = changes && input.ReturnItemCollectionMetrics === 'SIZE' && (await metricsOf(ctx, writes, changes));
  return { ...(capacity && { ConsumedCapacity: capacity }), ...(metrics && { ItemCollectionMetrics: metrics }) };
}

function readItem({ Put, Delete, Update, ConditionCheck }: TransactWriteItem): ItemWrite {
  const given = [Put, Delete, Update, ConditionCheck].filter((action) => action !== undefined);
  if (given.length > 1) throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
  if (Put) return putWrite(Put, readPut(Put));
  if (Delete) return deleteWrite(Delete, readDelete(Delete));
  if (Update) return updateWrite(Update, readUpdate(Update));
  if (ConditionCheck) return checkWrite(ConditionCheck, readDelete(ConditionCheck));
  throw validationError('The action or operation requested is invalid. Verify that the action is typed correctly.');
}

function consumed(
  { ReturnConsumedCapacity: mode }: TransactWriteItemsInput,
  writes: readonly ItemWrite[],
  changes: readonly IndexedChange[],
): readonly ConsumedCapacity[] | undefined {
  if (mode !== 'TOTAL' && mode !== 'INDEXES') return undefined;
  const tables = new Map<string, Consumed>();
  for (const [at, change] of changes.entries()) {
    const name = writes[at]?.tableName ?? '';
    let units = tables.get(name);
    if (!units) tables.set(name, (units = new Consumed(name, true)));
    units.wrote(change, TIMES);
  }
  return [...tables.values()].flatMap((units) => units.answer(mode) ?? []);
}

async function metricsOf(
  ctx: DynamodbContext,
  writes: readonly ItemWrite[],
  changes: readonly IndexedChange[],
): Promise<TransactWriteItemsOutput['ItemCollectionMetrics']> {
  const metrics = new Map<string, Awaited<ReturnType<typeof collectionMetrics>>[]>();
  for (const [at, { table, before, after }] of changes.entries()) {
    const item = (after ?? before)?.item;
    if (!item || !hasCollections(table)) continue;
    const name = writes[at]?.tableName ?? '';
    metrics.set(name, [...(metrics.get(name) ?? []), await collectionMetrics(ctx, table, item)]);
  }
  return metrics.size === 0 ? undefined : Object.fromEntries(metrics);
}
