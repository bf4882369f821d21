/** What requests that read ask for: checked, in the order in which AWS checks it, without a look at the table. */
import { invalidValues, validationError } from '../errors.ts';
import { compileCondition, type Predicate } from '../expressions/condition.ts';
import { compileKeyConditions, type KeyTerm } from '../expressions/key-condition.ts';
import { Placeholders } from '../expressions/placeholders.ts';
import { compileProjection, projectAttributes, type Projection } from '../expressions/projection.ts';
import { checkKeyConditions, keyTerms, readFilter } from '../legacy/conditions.ts';
import type { GetItemInput, QueryInput, ScanInput } from '../model.ts';
import { type Item } from '../values/value.ts';
import { once } from './once.ts';
import { checkParameters, conditionalOperator } from './parameters.ts';
import { checkKey } from './writes.ts';

export interface GetRequest {
  readonly key: Item;
  readonly projection: Projection | undefined;
}

export interface ScanRequest {
  readonly filter: Predicate | undefined;
  readonly projection: Projection | undefined;
}

export interface QueryRequest extends ScanRequest {
  /** What is asked of the key's attributes: for matchKey, once the table is known. Throws ValidationException. */
  keyTerms(): readonly KeyTerm[];
}

type ProjectionInput = Pick<GetItemInput, 'AttributesToGet' | 'ProjectionExpression' | 'ExpressionAttributeNames'>;

/** Of GetItem, and of a Get in a transaction. Throws ValidationException. */
export const readGet: (input: GetItemInput) => GetRequest = once(readGetInput);

function readGetInput(input: GetItemInput): GetRequest {
  checkParameters(input, ['ProjectionExpression'], ['AttributesToGet']);
  checkKey(input.Key);
  return { key: input.Key, projection: readProjection(input) };
}

/** Of GetItem, or of a table in BatchGetItem. Throws ValidationException. */
export function readProjection(input: ProjectionInput): Projection | undefined {
  const legacy = input.AttributesToGet && readAttributesToGet(input.AttributesToGet);
  const placeholders = new Placeholders(input);
  const text = input.ProjectionExpression;
  const projection = text === undefined ? legacy : compileProjection(text, placeholders);
  placeholders.requireAllUsed();
  return projection;
}

function readAttributesToGet(names: readonly string[]): Projection {
  const duplicate = names.find((name, index) => names.indexOf(name) < index);
  if (duplicate !== undefined) {
    throw invalidValues(`Duplicate value in attribute name: ${duplicate}`);
  }
  return projectAttributes(names);
}

/** Throws ValidationException. */
export const readScan: (input: ScanInput) => ScanRequest = once(readScanInput);

function readScanInput(input: ScanInput): ScanRequest {
  checkParameters(
    input,
    ['FilterExpression', 'ProjectionExpression'],
    ['AttributesToGet', 'ScanFilter', 'ConditionalOperator'],
  );
  const legacy = readLegacyFilter(input.ScanFilter, input.ConditionalOperator);
  const attributes = input.AttributesToGet && readAttributesToGet(input.AttributesToGet);
  const placeholders = new Placeholders(input);
  const { FilterExpression: filter, ProjectionExpression: projection } = input;
  const request: ScanRequest = {
    filter: filter === undefined ? legacy : compileCondition('FilterExpression', filter, placeholders),
    projection: projection === undefined ? attributes : compileProjection(projection, placeholders),
  };
  placeholders.requireAllUsed();
  return request;
}

/** Throws ValidationException. */
export const readQuery: (input: QueryInput) => QueryRequest = once(readQueryInput);

function readQueryInput(input: QueryInput): QueryRequest {
  checkParameters(
    input,
    ['KeyConditionExpression', 'FilterExpression', 'ProjectionExpression'],
    ['AttributesToGet', 'QueryFilter', 'ConditionalOperator', 'KeyConditions'],
  );
  const { KeyConditions: conditions, KeyConditionExpression: text } = input;
  if (conditions) checkKeyConditions(conditions);
  const legacy = readLegacyFilter(input.QueryFilter, input.ConditionalOperator);
  const attributes = input.AttributesToGet && readAttributesToGet(input.AttributesToGet);
  if (conditions === undefined && text === undefined) {
    throw validationError(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  const placeholders = new Placeholders(input);
  const compiled = text === undefined ? undefined : compileKeyConditions(text, placeholders);
  const { FilterExpression: filter, ProjectionExpression: projection } = input;
  const request = {
    filter: filter === undefined ? legacy : compileCondition('FilterExpression', filter, placeholders),
    projection: projection === undefined ? attributes : compileProjection(projection, placeholders),
  };
  placeholders.requireAllUsed();
  if (conditions) requireConditionCount(Object.keys(conditions).length, input.IndexName);
  const terms = compiled?.terms();
  return { ...request, keyTerms: () => terms ?? keyTerms(conditions ?? {}) };
}

/** The key of an index may have more attributes, and then as many conditions; the rest is matchKey's to say. */
function requireConditionCount(count: number, index: string | undefined): void {
  if (count < 1 || (count > 2 && index === undefined)) throw validationError('Conditions can be of length 1 or 2 only');
}

function readLegacyFilter(
  filter: ScanInput['ScanFilter'],
  operator: ScanInput['ConditionalOperator'],
): Predicate | undefined {
  const joined = conditionalOperator(operator, filter);
  return filter && readFilter(filter, joined);
}
