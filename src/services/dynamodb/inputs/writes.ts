/** What requests that write one item ask for: checked, in the order in which AWS checks it, without a look at the table. */
import { validationError } from '../errors.ts';
import { compileCondition, type Predicate } from '../expressions/condition.ts';
import { Placeholders } from '../expressions/placeholders.ts';
import { compileUpdate, type Update } from '../expressions/update.ts';
import { readAttributeUpdates } from '../legacy/attribute-updates.ts';
import { readExpected } from '../legacy/conditions.ts';
import type { DeleteItemInput, PutItemInput, UpdateItemInput } from '../model.ts';
import { checkItem, checkValue, requireItemSize } from '../values/check-value.ts';
import { type Item } from '../values/value.ts';
import { once } from './once.ts';
import { checkParameters, conditionalOperator } from './parameters.ts';

export interface PutRequest {
  readonly item: Item;
  readonly sizeBytes: number;
  readonly condition: Predicate | undefined;
}

export interface DeleteRequest {
  readonly key: Item;
  readonly condition: Predicate | undefined;
}

export interface UpdateRequest {
  readonly key: Item;
  /** Without one the item is made of its key, where it does not exist. */
  readonly update: Update | undefined;
  readonly condition: Predicate | undefined;
}

/** Of PutItem, and of a Put in a transaction. Throws ValidationException. */
export const readPut: (input: PutItemInput) => PutRequest = once(readPutInput);

function readPutInput(input: PutItemInput): PutRequest {
  checkParameters(input, ['ConditionExpression'], ['Expected']);
  const { Item: item, ReturnValues: returned } = input;
  const sizeBytes = checkItem(item);
  if (returned !== undefined && returned !== 'ALL_OLD' && returned !== 'NONE') {
    throw validationError('ReturnValues can only be ALL_OLD or NONE');
  }
  requireItemSize(sizeBytes);
  return { item, sizeBytes, condition: readCondition(input) };
}

/** Of DeleteItem, and of a Delete or ConditionCheck in a transaction. Throws ValidationException. */
export const readDelete: (input: DeleteItemInput) => DeleteRequest = once(readDeleteInput);

function readDeleteInput(input: DeleteItemInput): DeleteRequest {
  checkParameters(input, ['ConditionExpression'], ['Expected']);
  const { Key: key, ReturnValues: returned } = input;
  checkKey(key);
  if (returned !== undefined && returned !== 'ALL_OLD' && returned !== 'NONE') {
    throw validationError('ReturnValues can only be ALL_OLD or NONE');
  }
  return { key, condition: readCondition(input) };
}

/** Of UpdateItem, and of an Update in a transaction. Throws ValidationException. */
export const readUpdate: (input: UpdateItemInput) => UpdateRequest = once(readUpdateInput);

function readUpdateInput(input: UpdateItemInput): UpdateRequest {
  checkParameters(input, ['UpdateExpression', 'ConditionExpression'], ['AttributeUpdates', 'Expected']);
  checkKey(input.Key);
  const legacy = input.AttributeUpdates && readAttributeUpdates(input.AttributeUpdates);
  const expected = readLegacyCondition(input);
  const placeholders = new Placeholders(input);
  const { UpdateExpression: text, ConditionExpression: condition } = input;
  const update = text === undefined ? legacy : compileUpdate(text, placeholders);
  const predicate =
    condition === undefined ? expected : compileCondition('ConditionExpression', condition, placeholders);
  placeholders.requireAllUsed();
  return { key: input.Key, update, condition: predicate };
}

export function checkKey(key: Item): void {
  for (const name of Object.keys(key)) checkValue(key[name]);
}

type ConditionalInput = Pick<
  PutItemInput,
  'ConditionExpression' | 'Expected' | 'ConditionalOperator' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

function readCondition(input: ConditionalInput): Predicate | undefined {
  const expected = readLegacyCondition(input);
  if (input.ConditionExpression === undefined) return expected;
  const placeholders = new Placeholders(input);
  const condition = compileCondition('ConditionExpression', input.ConditionExpression, placeholders);
  placeholders.requireAllUsed();
  return condition;
}

function readLegacyCondition({
  Expected: expected,
  ConditionalOperator: operator,
}: ConditionalInput): Predicate | undefined {
  const joined = conditionalOperator(operator, expected);
  return expected && readExpected(expected, joined);
}
