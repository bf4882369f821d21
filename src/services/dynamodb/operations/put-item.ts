/** PutItem: one commit with its index entries and its stream record. */
import { readPut } from '../inputs/writes.ts';
import { writeAnswer } from '../items/answer.ts';
import { writeItem } from '../items/write.ts';
import { putWrite } from '../items/writes.ts';
import type { PutItemInput, PutItemOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';

export async function putItem(ctx: DynamodbContext, input: PutItemInput): Promise<PutItemOutput> {
  const change = await writeItem(ctx, putWrite(input, readPut(input)));
  const answer = await writeAnswer(ctx, input, change);
  return input.ReturnValues === 'ALL_OLD' && change.before ? { Attributes: change.before.item, ...answer } : answer;
}
