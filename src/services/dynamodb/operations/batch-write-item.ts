/** BatchWriteItem: up to 25 puts and deletes of different items, each for itself, in as few commits as they fit. */
import { Consumed } from '../capacity/consumed.ts';
import { validationError } from '../errors.ts';
import { readDelete, readPut } from '../inputs/writes.ts';
import { collectionMetrics, hasCollections } from '../items/answer.ts';
import type { IndexedChange } from '../items/changes.ts';
import { keyOfKey } from '../items/keys.ts';
import { decideOne, ManyWrites, type PlannedWrite, tablesOf } from '../items/write-many.ts';
import { OtherTableError } from '../items/write.ts';
import { deleteWrite, type ItemWrite, putWrite } from '../items/writes.ts';
import { BATCH_PIECE_BYTES, BATCH_WRITE_MAX } from '../limits.ts';
import type { BatchWriteItemInput, BatchWriteItemOutput, ItemCollectionMetrics, WriteRequest } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import type { Table } from '../tables/table.ts';
import { attributeOf, type Item } from '../values/value.ts';
import { requireDifferent } from './batch-get-item.ts';

export async function batchWriteItem(ctx: DynamodbContext, input: BatchWriteItemInput): Promise<BatchWriteItemOutput> {
  const requests = readRequests(input.RequestItems);
  const changes = await writeAll(ctx, requests);
  const capacity = consumed(input, requests, changes);
  const metrics = input.ReturnItemCollectionMetrics === 'SIZE' && (await metricsOf(ctx, requests, changes));
  return {
    UnprocessedItems: {},
    ...(capacity.length > 0 && { ConsumedCapacity: capacity }),
    ...(metrics && { ItemCollectionMetrics: metrics }),
  };
}

interface BatchRequest {
  readonly write: ItemWrite;
  readonly sizeBytes: number;
}

function readRequests(items: BatchWriteItemInput['RequestItems']): readonly BatchRequest[] {
  const requests = Object.entries(items).flatMap(([name, writes]) => writes.map((write) => readRequest(name, write)));
  if (requests.length > BATCH_WRITE_MAX) throw validationError('Too many items requested for the BatchWriteItem call');
  return requests;
}

function readRequest(TableName: string, { PutRequest: put, DeleteRequest: remove }: WriteRequest): BatchRequest {
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
    return { write: { ...write, keyOf }, sizeBytes: request.sizeBytes };
  }
  return { write: deleteWrite({ TableName }, readDelete({ TableName, Key: remove?.Key ?? {} })), sizeBytes: 0 };
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

async function writeAll(ctx: DynamodbContext, requests: readonly BatchRequest[]): Promise<readonly IndexedChange[]> {
  for (;;) {
    try {
      const tables = await tablesOf(
        ctx,
        requests.map(({ write }) => write),
      );
      const plans = requests.map(({ write }, at) => plan(write, tables[at]));
      requireDifferent(plans.map(({ key }) => key.key));
      const changes: IndexedChange[] = [];
      for (const piece of pieces(requests, plans)) changes.push(...(await writePiece(ctx, piece)));
      return changes;
    } catch (error) {
      if (!(error instanceof OtherTableError)) throw error;
    }
  }
}

function plan(write: ItemWrite, table: Table | undefined): PlannedWrite {
  if (!table) throw new Error('A table for each write');
  return { write, table, key: write.keyOf(table) };
}

/** By what they may write, each index included. */
function pieces(requests: readonly BatchRequest[], plans: readonly PlannedWrite[]): readonly PlannedWrite[][] {
  const all: PlannedWrite[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const [at, planned] of plans.entries()) {
    const size = (requests[at]?.sizeBytes ?? 0) * (2 + planned.table.indexes.length);
    if (bytes + size > BATCH_PIECE_BYTES) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1)?.push(planned);
    bytes += size;
  }
  return all;
}

function writePiece(ctx: DynamodbContext, plans: readonly PlannedWrite[]): Promise<readonly IndexedChange[]> {
  const many = new ManyWrites(ctx, plans);
  return ctx.transact(many.keys, async (entries) => {
    const { changes, commit } = await many.decide(entries, (now, before) =>
      now.map((planned, at) => decideOne(planned, before[at])),
    );
    return { ...(commit && { changes: commit }), result: changes };
  });
}

function consumed(
  { ReturnConsumedCapacity: mode }: BatchWriteItemInput,
  requests: readonly BatchRequest[],
  changes: readonly IndexedChange[],
): NonNullable<BatchWriteItemOutput['ConsumedCapacity']> {
  const tables = new Map<string, Consumed>();
  for (const [at, change] of changes.entries()) {
    const name = requests[at]?.write.tableName ?? '';
    let units = tables.get(name);
    if (!units) tables.set(name, (units = new Consumed(name)));
    units.wrote(change);
  }
  return [...tables.values()].flatMap((units) => units.answer(mode) ?? []);
}

async function metricsOf(
  ctx: DynamodbContext,
  requests: readonly BatchRequest[],
  changes: readonly IndexedChange[],
): Promise<BatchWriteItemOutput['ItemCollectionMetrics']> {
  const metrics = new Map<string, ItemCollectionMetrics[]>();
  for (const [at, { table, before, after }] of changes.entries()) {
    const item = (after ?? before)?.item;
    if (!item || !hasCollections(table)) continue;
    const name = requests[at]?.write.tableName ?? '';
    metrics.set(name, [...(metrics.get(name) ?? []), await collectionMetrics(ctx, table, item)]);
  }
  return metrics.size === 0 ? undefined : Object.fromEntries(metrics);
}
