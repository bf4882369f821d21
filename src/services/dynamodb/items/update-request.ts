/** UpdateItem and the Update of transactions as a write. */
import { Placeholders } from '../expressions/placeholders.ts';
import { compileUpdate, type Update } from '../expressions/update.ts';
import { checkItem } from '../values/check-value.ts';
import type { Item } from '../values/value.ts';
import { type ConditionalInput, requirementOf } from './condition.ts';
import { type ItemWrite, updateOf } from './writes.ts';

export interface UpdateInput extends ConditionalInput {
  readonly TableName: string;
  readonly Key: Item;
  readonly UpdateExpression?: string | undefined;
}

export interface UpdateRequest {
  readonly write: ItemWrite;
  readonly update: Update | undefined;
}

/** Throws ValidationException. */
export function updateRequest(input: UpdateInput): UpdateRequest {
  const { TableName, Key, UpdateExpression: text } = input;
  const placeholders = new Placeholders(input);
  const update = text === undefined ? undefined : compileUpdate(text, placeholders);
  const require = requirementOf(input, placeholders);
  placeholders.requireAllUsed();
  checkItem(Key);
  return { update, write: updateOf(TableName, Key, update, require) };
}
