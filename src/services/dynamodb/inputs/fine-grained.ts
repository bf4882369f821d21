/**
 * The condition keys by which policies grant parts of a table (developer guide, "Using IAM policy conditions for
 * fine-grained access control", 2026-11-27): worked out of what a request asks for.
 */
import type { ConditionContext } from '../../../auth/policy/policy.ts';
import type {
  DeleteItemInput,
  GetItemInput,
  KeysAndAttributes,
  PutItemInput,
  QueryInput,
  ScanInput,
  UpdateItemInput,
  WriteRequest,
} from '../model.ts';
import type { BoundStatement } from '../partiql/bind.ts';
import { memberValues } from '../partiql/bind.ts';
import { attributesOf, partitionsOf } from '../partiql/where.ts';
import type { KeyAttribute } from '../values/keys.ts';
import { type AttributeValue, attributeOf, type Item } from '../values/value.ts';
import { readGet, readProjection, readQuery, readScan } from './reads.ts';
import { readDelete, readPut, readUpdate } from './writes.ts';

/** Of the table or, where one is read, of the index. */
type Key = readonly KeyAttribute[];

interface Facts {
  readonly leading?: readonly (AttributeValue | undefined)[] | undefined;
  readonly attributes: Iterable<string>;
  readonly returnValues?: string | undefined;
  readonly consumedCapacity?: string | undefined;
  readonly select?: string | undefined;
}

/** The keys are those of the service authorization reference; an action that has one more than others says so. */
function keysOf({ leading, attributes, returnValues, consumedCapacity, select }: Facts): ConditionContext {
  const context: Record<string, ConditionContext[string]> = {
    'dynamodb:Attributes': [...new Set(attributes)],
    'dynamodb:ReturnConsumedCapacity': consumedCapacity ?? 'NONE',
  };
  if (leading) context['dynamodb:LeadingKeys'] = leading.map(textOf);
  if (returnValues !== undefined) context['dynamodb:ReturnValues'] = returnValues;
  if (select !== undefined) context['dynamodb:Select'] = select;
  return context;
}

function textOf(value: AttributeValue | undefined): string {
  return value?.S ?? value?.N ?? Buffer.from(value?.B ?? []).toString('base64');
}

/** The hash key's value in an item or a key. */
function leadingOf(item: Item, key: Key): readonly (AttributeValue | undefined)[] {
  return key.filter(({ role }) => role === 'HASH').map(({ name }) => attributeOf(item, name));
}

/** Of PutItem, and of a Put in a transaction. */
export function putKeys(input: PutItemInput, key: Key): ConditionContext {
  const { item, condition } = readPut(input);
  return keysOf({
    leading: leadingOf(item, key),
    attributes: [...Object.keys(item), ...(condition?.attributes ?? [])],
    returnValues: input.ReturnValues ?? 'NONE',
    consumedCapacity: input.ReturnConsumedCapacity,
  });
}

/** Of DeleteItem, and of a Delete or ConditionCheck in a transaction. */
export function deleteKeys(input: DeleteItemInput, key: Key): ConditionContext {
  const { condition } = readDelete(input);
  return keysOf({
    leading: leadingOf(input.Key, key),
    attributes: [...Object.keys(input.Key), ...(condition?.attributes ?? [])],
    returnValues: input.ReturnValues ?? 'NONE',
    consumedCapacity: input.ReturnConsumedCapacity,
  });
}

/** Of UpdateItem, and of an Update in a transaction. */
export function updateKeys(input: UpdateItemInput, key: Key): ConditionContext {
  const { update, condition } = readUpdate(input);
  return keysOf({
    leading: leadingOf(input.Key, key),
    attributes: [...Object.keys(input.Key), ...(update?.attributes ?? []), ...(condition?.attributes ?? [])],
    returnValues: input.ReturnValues ?? 'NONE',
    consumedCapacity: input.ReturnConsumedCapacity,
  });
}

/** Of GetItem, and of a Get in a transaction. */
export function getKeys(input: GetItemInput, key: Key): ConditionContext {
  const { projection } = readGet(input);
  return keysOf({
    leading: leadingOf(input.Key, key),
    attributes: [...Object.keys(input.Key), ...(projection?.attributes ?? [])],
    consumedCapacity: input.ReturnConsumedCapacity,
    select: projection ? 'SPECIFIC_ATTRIBUTES' : 'ALL_ATTRIBUTES',
  });
}

/** Of one table in BatchGetItem. */
export function batchGetKeys(
  input: KeysAndAttributes,
  key: Key,
  consumedCapacity: string | undefined,
): ConditionContext {
  const projection = readProjection(input);
  return keysOf({
    leading: input.Keys.flatMap((item) => leadingOf(item, key)),
    attributes: [...input.Keys.flatMap((item) => Object.keys(item)), ...(projection?.attributes ?? [])],
    consumedCapacity,
    select: projection ? 'SPECIFIC_ATTRIBUTES' : 'ALL_ATTRIBUTES',
  });
}

/** Of one table in BatchWriteItem. */
export function batchWriteKeys(
  requests: readonly WriteRequest[],
  key: Key,
  consumedCapacity: string | undefined,
): ConditionContext {
  const items = requests.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {});
  return keysOf({
    leading: items.flatMap((item) => leadingOf(item, key)),
    attributes: items.flatMap((item) => Object.keys(item)),
    consumedCapacity,
  });
}

export function queryKeys(input: QueryInput, key: Key): ConditionContext {
  const request = readQuery(input);
  const { filter, projection } = request;
  const terms = request.keyTerms();
  const leading = terms.filter(({ attribute }) => key.some(({ name, role }) => role === 'HASH' && name === attribute));
  return keysOf({
    leading: leading.flatMap(({ values }) => values),
    attributes: [
      ...terms.map(({ attribute }) => attribute),
      ...(filter?.attributes ?? []),
      ...(projection?.attributes ?? []),
    ],
    consumedCapacity: input.ReturnConsumedCapacity,
    select: selectOf(input, projection !== undefined),
  });
}

/** It has no leading keys: `ForAllValues` is true of none, so that policies must not grant it beside them. */
export function scanKeys(input: ScanInput): ConditionContext {
  const { filter, projection } = readScan(input);
  return keysOf({
    attributes: [...(filter?.attributes ?? []), ...(projection?.attributes ?? [])],
    consumedCapacity: input.ReturnConsumedCapacity,
    select: selectOf(input, projection !== undefined),
  });
}

function selectOf(
  { Select: select, IndexName: index }: Pick<QueryInput, 'Select' | 'IndexName'>,
  named: boolean,
): string {
  if (select !== undefined) return select;
  if (named) return 'SPECIFIC_ATTRIBUTES';
  return index === undefined ? 'ALL_ATTRIBUTES' : 'ALL_PROJECTED_ATTRIBUTES';
}

/** Of a PartiQL statement. */
export function statementKeys(bound: BoundStatement, key: Key): ConditionContext {
  const { body } = bound.statement;
  if (body.kind === 'insert') {
    const item = memberValues(body.members, bound.parameters);
    return statementFacts(leadingOf(item, key), Object.keys(item));
  }
  const partitions = partitionsOf(body.where, bound.values, key);
  const leading = partitions?.flatMap(([hash]) => hash?.values ?? []);
  if (body.kind !== 'select') {
    const attributes = [...attributesOf(body.where), ...bound.statement.attributes];
    const returned = RETURN_VALUES[body.returning ?? ''] ?? 'NONE';
    return { ...statementFacts(leading, attributes), 'dynamodb:ReturnValues': returned };
  }
  const { columns, where } = body;
  return {
    ...statementFacts(leading, [...attributesOf(where), ...(columns ?? []).map(({ path }) => path[0])]),
    'dynamodb:FullTableScan': String(partitions === undefined),
    'dynamodb:Select': selectOf({ IndexName: body.source.index }, columns !== undefined),
  };
}

function statementFacts(
  leading: readonly (AttributeValue | undefined)[] | undefined,
  attributes: readonly string[],
): ConditionContext {
  const { 'dynamodb:ReturnConsumedCapacity': _, ...keys } = keysOf({ leading, attributes });
  return keys;
}

const RETURN_VALUES: Readonly<Record<string, string>> = {
  'ALL OLD': 'ALL_OLD',
  'ALL NEW': 'ALL_NEW',
  'MODIFIED OLD': 'UPDATED_OLD',
  'MODIFIED NEW': 'UPDATED_NEW',
};
