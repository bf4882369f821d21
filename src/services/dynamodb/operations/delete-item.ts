/** DeleteItem: succeeds too where there is no item. */
import { requireOldValues, writeAnswer } from '../items/answer.ts';
import { writeItem } from '../items/write.ts';
import { deleteRequest } from '../items/writes.ts';
import type { DeleteItemInput, DeleteItemOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';

export async function deleteItem(ctx: DynamodbContext, input: DeleteItemInput): Promise<DeleteItemOutput> {
  requireOldValues(input.ReturnValues);
  const change = await writeItem(ctx, deleteRequest(input));
  const answer = await writeAnswer(ctx, input, change);
  return input.ReturnValues === 'ALL_OLD' && change.before ? { Attributes: change.before.item, ...answer } : answer;
}
