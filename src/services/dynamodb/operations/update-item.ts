/** UpdateItem: makes the item where there is none. */
import { readUpdate, type UpdateRequest } from '../inputs/writes.ts';
import { writeAnswer } from '../items/answer.ts';
import type { IndexedChange } from '../items/changes.ts';
import { writeItem } from '../items/write.ts';
import { updateWrite } from '../items/writes.ts';
import type { UpdateItemInput, UpdateItemOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import type { Item } from '../values/value.ts';

export async function updateItem(ctx: DynamodbContext, input: UpdateItemInput): Promise<UpdateItemOutput> {
  const request = readUpdate(input);
  const change = await writeItem(ctx, updateWrite(input, request));
  const answer = await writeAnswer(ctx, input, change);
  const attributes = returned(input.ReturnValues, request, change);
  return attributes && Object.keys(attributes).length > 0 ? { Attributes: attributes, ...answer } : answer;
}

function returned(
  which: UpdateItemInput['ReturnValues'],
  { update }: UpdateRequest,
  { before, after }: IndexedChange,
): Item | undefined {
  switch (which) {
    case 'ALL_OLD':
      return before?.item;
    case 'ALL_NEW':
      return after?.item;
    case 'UPDATED_OLD':
      return before && update?.updatedPart(before.item);
    case 'UPDATED_NEW':
      return after && update?.updatedPart(after.item);
    case 'NONE':
    case undefined:
      return undefined;
  }
}
