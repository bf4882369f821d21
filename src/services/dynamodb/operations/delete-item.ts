/** DeleteItem: succeeds too where there is no item. */
import { readDelete } from '../inputs/writes.ts';
import { writeAnswer } from '../items/answer.ts';
import { writeItem } from '../items/write.ts';
import { deleteWrite } from '../items/writes.ts';
import type { DeleteItemInput, DeleteItemOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';

export async function deleteItem(ctx: DynamodbContext, input: DeleteItemInput): Promise<DeleteItemOutput> {
  const change = await writeItem(ctx, deleteWrite(input, readDelete(input)));
  const answer = await writeAnswer(ctx, input, change);
  return input.ReturnValues === 'ALL_OLD' && change.before ? { Attributes: change.before.item, ...answer } : answer;
}
