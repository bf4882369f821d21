/** PutItem: one commit with its index entries and its stream record. */
import { requireOldValues, writeAnswer } from '../items/answer.ts';
import { writeItem } from '../items/write.ts';
import { putRequest } from '../items/writes.ts';
import type { PutItemInput, PutItemOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';

export async function putItem(ctx: DynamodbContext, input: PutItemInput): Promise<PutItemOutput> {
  requireOldValues(input.ReturnValues);
  const change = await writeItem(ctx, putRequest(input));
  const answer = await writeAnswer(ctx, input, change);
  return input.ReturnValues === 'ALL_OLD' && change.before ? { Attributes: change.before.item, ...answer } : answer;
}
