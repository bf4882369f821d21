/** BatchWriteItem: up to 25 puts and deletes of different items, each for itself. */
import { Consumed } from '../capacity/consumed.ts';
import { validationError } from '../errors.ts';
import { readDelete, readPut } from '../inputs/writes.ts';
import { collectionMetrics, hasCollections } from '../items/answer.ts';
import { type BatchOutcome, type BatchRequest, writeBatch } from '../items/batch.ts';
import { keyOfKey } from '../items/keys.ts';
import { deleteWrite, putWrite } from '../items/writes.ts';
import { BATCH_WRITE_MAX } from '../limits.ts';
import type { BatchWriteItemInput, BatchWriteItemOutput, ItemCollectionMetrics, WriteRequest } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import type { Table } from '../tables/table.ts';
import { attributeOf, type Item } from '../values/value.ts';

export async function batchWriteItem(ctx: DynamodbContext, input: BatchWriteItemInput): Promise<BatchWriteItemOutput> {
  const requests = readRequests(input.RequestItems);
  const outcome = await writeBatch(ctx, requests);
  const capacity = consumed(input, outcome);
  const metrics = input.ReturnItemCollectionMetrics === 'SIZE' && (await metricsOf(ctx, outcome));
  return {
    UnprocessedItems: unprocessed(outcome),
    ...(capacity.length > 0 && { ConsumedCapacity: capacity }),
    ...(metrics && { ItemCollectionMetrics: metrics }),
  };
}

function readRequests(items: BatchWriteItemInput['RequestItems']): readonly BatchRequest[] {
  const requests = Object.entries(items).flatMap(([name, writes]) => writes.map((write) => readRequest(name, write)));
  if (requests.length > BATCH_WRITE_MAX) throw validationError('Too many items requested for the BatchWriteItem call');
  return requests;
}

function readRequest(TableName: string, asked: WriteRequest): BatchRequest {
  const { PutRequest: put, DeleteRequest: remove } = asked;
  if ((put === undefined) === (remove === undefined)) {
    throw validationError(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  if (put) {
    const request = readPut({ TableName, Item: put.Item });
    const write = putWrite({ TableName }, request);
    const keyOf = (table: Table) => {
      keyOfKey(table, keyIn(table, request.item));
      return write.keyOf(table);
    };
    return { write: { ...write, keyOf }, sizeBytes: request.sizeBytes, asked };
  }
  return { write: deleteWrite({ TableName }, readDelete({ TableName, Key: remove?.Key ?? {} })), sizeBytes: 0, asked };
}

/** A batch says of keys that are missing or of another type that they do not match the schema. */
function keyIn({ hash, range }: Table, item: Item): Item {
  const names = range ? [hash.name, range.name] : [hash.name];
  const entries = names.flatMap((name) => {
    const value = attributeOf(item, name);
    return value ? [[name, value] as const] : [];
  });
  return Object.fromEntries(entries);
}

function consumed(
  { ReturnConsumedCapacity: mode }: BatchWriteItemInput,
  { done }: BatchOutcome,
): NonNullable<BatchWriteItemOutput['ConsumedCapacity']> {
  const tables = new Map<string, Consumed>();
  for (const { request, change } of done) {
    const name = request.write.tableName;
    let units = tables.get(name);
    if (!units) tables.set(name, (units = new Consumed(name)));
    units.wrote(change);
  }
  return [...tables.values()].flatMap((units) => units.answer(mode) ?? []);
}

function unprocessed({ refused }: BatchOutcome): NonNullable<BatchWriteItemOutput['UnprocessedItems']> {
  const items = new Map<string, WriteRequest[]>();
  for (const { write, asked } of refused) items.set(write.tableName, [...(items.get(write.tableName) ?? []), asked]);
  return Object.fromEntries(items);
}

async function metricsOf(
  ctx: DynamodbContext,
  { done }: BatchOutcome,
): Promise<BatchWriteItemOutput['ItemCollectionMetrics']> {
  const metrics = new Map<string, ItemCollectionMetrics[]>();
  for (const { request, change } of done) {
    const { table, before, after } = change;
    const item = (after ?? before)?.item;
    if (!item || !hasCollections(table)) continue;
    const name = request.write.tableName;
    metrics.set(name, [...(metrics.get(name) ?? []), await collectionMetrics(ctx, table, item)]);
  }
  return metrics.size === 0 ? undefined : Object.fromEntries(metrics);
}
