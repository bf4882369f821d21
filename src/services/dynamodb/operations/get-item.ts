/** GetItem: always sees every acknowledged write, whatever ConsistentRead says. */
import { Consumed } from '../capacity/consumed.ts';
import { readUnits } from '../capacity/units.ts';
import { Placeholders } from '../expressions/placeholders.ts';
import { keyOfKey } from '../items/keys.ts';
import { projectionOf } from '../items/projection.ts';
import { StoredItem } from '../items/stored.ts';
import type { GetItemInput, GetItemOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { requireTable } from '../tables/cache.ts';
import { checkItem } from '../values/check-value.ts';

export async function getItem(ctx: DynamodbContext, input: GetItemInput): Promise<GetItemOutput> {
  const placeholders = new Placeholders(input);
  const projection = projectionOf(input, placeholders);
  placeholders.requireAllUsed();
  checkItem(input.Key);
  const found = requireTable(ctx, input.TableName);
  const table = found instanceof Promise ? await found : found;
  const entry = await ctx.store.get(keyOfKey(table, input.Key).key);
  const stored = entry && new StoredItem(entry.value);
  const consumed = new Consumed(input.TableName);
  consumed.read(readUnits(stored?.sizeBytes ?? 0, input.ConsistentRead ?? false));
  const capacity = consumed.answer(input.ReturnConsumedCapacity);
  return {
    ...(stored && { Item: projection ? projection.project(stored.item) : stored.item }),
    ...(capacity && { ConsumedCapacity: capacity }),
  };
}
