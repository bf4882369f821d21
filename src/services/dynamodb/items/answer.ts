/** What the operations that write one item answer besides the attributes. */
import { type CapacityMode, consumedBy } from '../capacity/consumed.ts';
import type { ConsumedCapacity, ItemCollectionMetrics } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { decodeCounter, keys } from '../store.ts';
import type { Table } from '../tables/table.ts';
import { attributeOf, type Item } from '../values/value.ts';
import type { IndexedChange } from './changes.ts';

export interface AnswerInput {
  readonly TableName: string;
  readonly ReturnConsumedCapacity?: CapacityMode;
  readonly ReturnItemCollectionMetrics?: 'SIZE' | 'NONE' | undefined;
}

export interface WriteAnswer {
  readonly ConsumedCapacity?: ConsumedCapacity;
  readonly ItemCollectionMetrics?: ItemCollectionMetrics;
}

const NOTHING: WriteAnswer = {};

/** A promise only where the store has to be asked. */
export function writeAnswer(
  ctx: DynamodbContext,
  input: AnswerInput,
  change: IndexedChange,
): WriteAnswer | Promise<WriteAnswer> {
  const capacity = consumedBy(input.TableName, change, input.ReturnConsumedCapacity);
  const answer = capacity ? { ConsumedCapacity: capacity } : NOTHING;
  const item = change.after?.item ?? change.before?.item;
  if (input.ReturnItemCollectionMetrics !== 'SIZE' || !item || !hasCollections(change.table)) return answer;
  return collectionMetrics(ctx, change.table, item).then((metrics) => ({ ...answer, ItemCollectionMetrics: metrics }));
}

/** Only tables with local indexes have item collections that are limited. */
export function hasCollections({ indexes }: Table): boolean {
  return indexes.some(({ kind }) => kind === 'local');
}

const GIGABYTE = 2 ** 30;

/** AWS estimates; what is certain is that no collection is larger than the table with its local indexes. */
export async function collectionMetrics(
  { store }: Pick<DynamodbContext, 'store'>,
  { record, hash, indexes }: Table,
  item: Item,
): Promise<ItemCollectionMetrics> {
  const ids = [0, ...indexes.filter(({ kind }) => kind === 'local').map(({ id }) => id)];
  const counters = await store.getMany(ids.map((id) => keys.counter(record, id, 'bytes')));
  const bytes = counters.reduce((sum, entry) => sum + decodeCounter(entry?.value), 0);
  const value = attributeOf(item, hash.name);
  return {
    ...(value && { ItemCollectionKey: { [hash.name]: value } }),
    SizeEstimateRangeGB: [0, Math.max(1, Math.ceil(bytes / GIGABYTE))],
  };
}
