/** PutItem: one commit with its index entries and its stream record. */
import type { PutItemInput, PutItemOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { checkIndexKeys } from '../items/index-entries.ts';
import { refuseMembers } from '../items/not-yet.ts';
import { keyOfItem } from '../items/keys.ts';
import { storeItem } from '../items/stored.ts';
import { writeItem } from '../items/write.ts';
import { checkItem, requireItemSize } from '../values/check-value.ts';

export async function putItem(ctx: DynamodbContext, input: PutItemInput): Promise<PutItemOutput> {
  refuseMembers(input);
  const { Item: item } = input;
  const sizeBytes = checkItem(item);
  const stored = storeItem(item, sizeBytes);
  const { before } = await writeItem(ctx, {
    tableName: input.TableName,
    keyOf(table) {
      const key = keyOfItem(table, item);
      requireItemSize(sizeBytes);
      return key;
    },
    decide(_, table) {
      checkIndexKeys(table, item);
      return stored;
    },
  });
  return input.ReturnValues === 'ALL_OLD' && before ? { Attributes: before.item } : {};
}
