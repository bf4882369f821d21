import assert from 'node:assert/strict';
import test from 'node:test';
import type { GetItemInput, PutItemInput, QueryInput, ScanInput, UpdateItemInput } from '../model.ts';
import { readGet, readQuery, readScan } from './reads.ts';
import { readDelete, readPut, readUpdate } from './writes.ts';

const TableName = 'abc';
const names = { '#a': 'a' };
const values = { ':a': { S: 'a' } };
const EMPTY = 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes';

/** dynalite's recordings of AWS (the validations in test/updateItem.js, putItem.js, getItem.js, query.js, scan.js). */
const PUT: readonly (readonly [Partial<PutItemInput>, message: string])[] = [
  [
    { Expected: { a: {} }, ConditionExpression: '' },
    'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}',
  ],
  [{ ExpressionAttributeNames: names }, 'ExpressionAttributeNames can only be specified when using expressions'],
  [
    { ExpressionAttributeValues: values },
    'ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null',
  ],
  [{ Item: { a: {} }, ReturnValues: 'ALL_NEW' }, EMPTY],
  [{ ReturnValues: 'UPDATED_OLD' }, 'ReturnValues can only be ALL_OLD or NONE'],
  [
    { Item: { a: { S: 'x'.repeat(409_600) } }, ConditionExpression: '' },
    'Item size has exceeded the maximum allowed size',
  ],
  [
    { Expected: { a: { Exists: true } } },
    'One or more parameter values were invalid: Value must be provided when Exists is true for Attribute: a',
  ],
  [{ ConditionalOperator: 'OR' }, 'ConditionalOperator cannot be used without Filter or Expected'],
  [
    { ConditionalOperator: 'OR', Expected: { a: { Exists: false } } },
    'ConditionalOperator can only be used when Filter or Expected has two or more elements',
  ],
  [{ ConditionExpression: '' }, 'Invalid ConditionExpression: The expression can not be empty;'],
  [
    { ConditionExpression: 'attribute_exists(a)', ExpressionAttributeNames: names },
    'Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}',
  ],
];

for (const [input, message] of PUT) {
  test(`PutItem: ${message.slice(0, 90)}`, () =>
    assert.throws(() => readPut({ TableName, Item: {}, ...input }), { name: 'ValidationException', message }));
}

const UPDATE: readonly (readonly [Partial<UpdateItemInput>, message: string])[] = [
  [
    { Key: { a: {} }, Expected: { a: {} }, AttributeUpdates: {}, ConditionExpression: '', UpdateExpression: '' },
    'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributeUpdates, Expected} Expression parameters: {UpdateExpression, ConditionExpression}',
  ],
  [
    { Expected: { a: {} }, ExpressionAttributeValues: values },
    'ExpressionAttributeValues can only be specified when using expressions: UpdateExpression and ConditionExpression are null',
  ],
  [{ Key: { a: {} }, UpdateExpression: '' }, EMPTY],
  [
    { AttributeUpdates: { a: {} }, Expected: { a: {} } },
    'One or more parameter values were invalid: Only DELETE action is allowed when no attribute value is specified',
  ],
  [{ UpdateExpression: '', ConditionExpression: '' }, 'Invalid UpdateExpression: The expression can not be empty;'],
  [
    {
      UpdateExpression: 'remove a set b = list_append(b, if_not_exists(a, :a))',
      ConditionExpression: 'a = :b',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ':a': { L: [] }, ':b': { S: 'a' } },
    },
    'Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}',
  ],
];

for (const [input, message] of UPDATE) {
  test(`UpdateItem: ${message.slice(0, 90)}`, () =>
    assert.throws(() => readUpdate({ TableName, Key: {}, ...input }), { name: 'ValidationException', message }));
}

const GET: readonly (readonly [Partial<GetItemInput>, message: string])[] = [
  [
    { AttributesToGet: ['a'], ProjectionExpression: '' },
    'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}',
  ],
  [{ ExpressionAttributeNames: {} }, 'ExpressionAttributeNames can only be specified when using expressions'],
  [{ Key: { a: {} } }, EMPTY],
  [{ AttributesToGet: ['a', 'a'] }, 'One or more parameter values were invalid: Duplicate value in attribute name: a'],
  [{ ProjectionExpression: '' }, 'Invalid ProjectionExpression: The expression can not be empty;'],
];

for (const [input, message] of GET) {
  test(`GetItem: ${message.slice(0, 90)}`, () =>
    assert.throws(() => readGet({ TableName, Key: {}, ...input }), { name: 'ValidationException', message }));
}

const eq = { ComparisonOperator: 'EQ' as const, AttributeValueList: [{ S: 'a' }] };

const QUERY: readonly (readonly [Partial<QueryInput>, message: string])[] = [
  [{}, 'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.'],
  [
    { KeyConditions: { a: eq }, QueryFilter: {}, KeyConditionExpression: '', FilterExpression: '' },
    'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {QueryFilter, KeyConditions} Expression parameters: {KeyConditionExpression, FilterExpression}',
  ],
  [
    { KeyConditions: { a: eq }, QueryFilter: {}, FilterExpression: 'a = b' },
    'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {QueryFilter} Expression parameters: {FilterExpression}',
  ],
  [{ KeyConditions: {} }, 'Conditions can be of length 1 or 2 only'],
  [{ KeyConditions: { a: eq, b: eq, c: eq } }, 'Conditions can be of length 1 or 2 only'],
  [
    { KeyConditions: { a: { ComparisonOperator: 'BETWEEN', AttributeValueList: [] } } },
    'One or more parameter values were invalid: Invalid number of argument(s) for the BETWEEN ComparisonOperator',
  ],
  [
    { KeyConditionExpression: 'a = :a', FilterExpression: '', ExpressionAttributeValues: values },
    'Invalid FilterExpression: The expression can not be empty;',
  ],
  [
    { KeyConditionExpression: 'a = :a', FilterExpression: '#no = :a', ExpressionAttributeValues: values },
    'Invalid FilterExpression: An expression attribute name used in the document path is not defined; attribute name: #no',
  ],
];

for (const [input, message] of QUERY) {
  test(`Query: ${message.slice(0, 90)}`, () =>
    assert.throws(() => readQuery({ TableName, ...input }), { name: 'ValidationException', message }));
}

test('Query: a condition that no index answers is said when the table is known', () => {
  const request = readQuery({ TableName, KeyConditions: { a: { ComparisonOperator: 'NULL' } } });
  assert.throws(() => request.keyTerms(), {
    message: 'Attempted conditional constraint is not an indexable operation',
  });
});

test('Query: KeyConditions may go with a FilterExpression', () => {
  const input = { FilterExpression: 'b = :a', ExpressionAttributeValues: values };
  const { filter } = readQuery({ TableName, KeyConditions: { a: eq }, ...input });
  assert.equal(filter?.test({ b: { S: 'a' } }), true);
});

const SCAN: readonly (readonly [Partial<ScanInput>, message: string])[] = [
  [
    {
      ScanFilter: {},
      AttributesToGet: ['a'],
      ConditionalOperator: 'OR',
      FilterExpression: '',
      ProjectionExpression: '',
    },
    'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet, ScanFilter, ConditionalOperator} Expression parameters: {FilterExpression, ProjectionExpression}',
  ],
  [
    { ExpressionAttributeValues: values, ProjectionExpression: 'a' },
    'ExpressionAttributeValues can only be specified when using expressions: FilterExpression is null',
  ],
];

for (const [input, message] of SCAN) {
  test(`Scan: ${message.slice(0, 90)}`, () =>
    assert.throws(() => readScan({ TableName, ...input }), { name: 'ValidationException', message }));
}

test('an input is read once, for its authorization and for its operation', () => {
  const input = { TableName, Key: { a: { S: 'a' } } };
  assert.equal(readDelete(input), readDelete(input));
  assert.notEqual(readDelete(input), readDelete({ ...input }));
});
