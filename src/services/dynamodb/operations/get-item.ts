/** GetItem: always sees every acknowledged write, whatever ConsistentRead says. */
import { Consumed } from '../capacity/consumed.ts';
import { readUnits } from '../capacity/units.ts';
import { readGet } from '../inputs/reads.ts';
import { keyOfKey } from '../items/keys.ts';
import { StoredItem } from '../items/stored.ts';
import type { GetItemInput, GetItemOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { StoredItemAnswer } from '../reads/stored-answer.ts';
import { requireTable } from '../tables/cache.ts';

export async function getItem(ctx: DynamodbContext, input: GetItemInput): Promise<GetItemOutput> {
  const { throttle } = ctx.parts;
  const { key, projection } = readGet(input);
  const found = requireTable(ctx, input.TableName);
  const table = found instanceof Promise ? await found : found;
  const place = keyOfKey(table, key);
  throttle.requireRead(table);
  const entry = await ctx.store.get(place.key);
  const stored = entry && new StoredItem(entry.value);
  const units = readUnits(stored?.sizeBytes ?? 0, input.ConsistentRead ?? false);
  throttle.read(table, undefined, units);
  const { ReturnConsumedCapacity: mode } = input;
  const capacity = mode === undefined ? undefined : consumed(input, units);
  if (!stored) return capacity ? { ConsumedCapacity: capacity } : {};
  if (!projection) return new StoredItemAnswer(stored, capacity);
  return { Item: projection.project(stored.item), ...(capacity && { ConsumedCapacity: capacity }) };
}

function consumed(
  { TableName, ReturnConsumedCapacity: mode }: GetItemInput,
  units: number,
): GetItemOutput['ConsumedCapacity'] {
  const all = new Consumed(TableName);
  all.read(units);
  return all.answer(mode);
}
