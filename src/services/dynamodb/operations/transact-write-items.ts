/** TransactWriteItems: up to 100 items, all or none, once for each token. */
import { validationError } from '../errors.ts';
import { readDelete, readPut, readUpdate } from '../inputs/writes.ts';
import { collectionMetrics, hasCollections } from '../items/answer.ts';
import type { IndexedChange } from '../items/changes.ts';
import { checkWrite, deleteWrite, type ItemWrite, putWrite, updateWrite } from '../items/writes.ts';
import type { TransactWriteItem, TransactWriteItemsInput, TransactWriteItemsOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { consumedByTables, writeTransaction } from '../transactions/write.ts';

export async function transactWriteItems(
  ctx: DynamodbContext,
  input: TransactWriteItemsInput,
): Promise<TransactWriteItemsOutput> {
  const { TransactItems: items, ClientRequestToken: token } = input;
  const writes = items.map(readItem);
  const written = await writeTransaction(ctx, { writes, token, request: items });
  const capacity = consumedByTables(written, writes, input.ReturnConsumedCapacity);
  const asked = written.kind === 'done' && input.ReturnItemCollectionMetrics === 'SIZE';
  const metrics = asked && (await metricsOf(ctx, writes, written.changes));
  return {
    ...(capacity.length > 0 && { ConsumedCapacity: capacity }),
    ...(metrics && { ItemCollectionMetrics: metrics }),
  };
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
