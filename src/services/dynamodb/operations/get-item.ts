/** GetItem: always sees every acknowledged write, whatever ConsistentRead says. */
import type { GetItemInput, GetItemOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { refuseMembers } from '../items/not-yet.ts';
import { keyOfKey } from '../items/keys.ts';
import { StoredItem } from '../items/stored.ts';
import { requireTable } from '../tables/cache.ts';
import { checkItem } from '../values/check-value.ts';

export async function getItem(ctx: DynamodbContext, input: GetItemInput): Promise<GetItemOutput> {
  refuseMembers(input);
  checkItem(input.Key);
  const found = requireTable(ctx, input.TableName);
  const table = found instanceof Promise ? await found : found;
  const entry = await ctx.store.get(keyOfKey(table, input.Key).key);
  return entry ? { Item: new StoredItem(entry.value).item } : {};
}
