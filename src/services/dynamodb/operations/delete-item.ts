/** DeleteItem: succeeds too where there is no item. */
import type { DeleteItemInput, DeleteItemOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { refuseMembers } from '../items/not-yet.ts';
import { keyOfKey } from '../items/keys.ts';
import { writeItem } from '../items/write.ts';
import { checkItem } from '../values/check-value.ts';

export async function deleteItem(ctx: DynamodbContext, input: DeleteItemInput): Promise<DeleteItemOutput> {
  refuseMembers(input);
  checkItem(input.Key);
  const { before } = await writeItem(ctx, {
    tableName: input.TableName,
    keyOf: (table) => keyOfKey(table, input.Key),
    decide: () => undefined,
  });
  return input.ReturnValues === 'ALL_OLD' && before ? { Attributes: before.item } : {};
}
