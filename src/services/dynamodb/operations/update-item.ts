/** UpdateItem: makes the item where there is none. */
import { writeAnswer } from '../items/answer.ts';
import type { IndexedChange } from '../items/changes.ts';
import { type UpdateRequest, updateRequest } from '../items/update-request.ts';
import { writeItem } from '../items/write.ts';
import type { UpdateItemInput, UpdateItemOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import type { Item } from '../values/value.ts';

export async function updateItem(ctx: DynamodbContext, input: UpdateItemInput): Promise<UpdateItemOutput> {
  const request = updateRequest(input);
  const change = await writeItem(ctx, request.write);
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
