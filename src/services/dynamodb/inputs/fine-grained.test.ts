import assert from 'node:assert/strict';
import test from 'node:test';
import { bindStatement } from '../partiql/bind.ts';
import type { KeyAttribute } from '../values/keys.ts';
import * as keys from './fine-grained.ts';

const KEY: readonly KeyAttribute[] = [
  { name: 'pk', type: 'S', role: 'HASH' },
  { name: 'sk', type: 'N', role: 'RANGE' },
];
const ITEM = { pk: { S: 'alice' }, sk: { N: '1' } };
const table = { TableName: 't' };

test('PutItem: every attribute that it writes or asks for', () => {
  const input = {
    ...table,
    Item: { ...ITEM, a: { S: 'x' } },
    ConditionExpression: 'attribute_not_exists(#b.c) OR a > :v',
    ExpressionAttributeNames: { '#b': 'b' },
    ExpressionAttributeValues: { ':v': { N: '1' } },
  };
  assert.deepEqual(keys.putKeys(input, KEY), {
    'dynamodb:LeadingKeys': ['alice'],
    'dynamodb:Attributes': ['pk', 'sk', 'a', 'b'],
    'dynamodb:ReturnConsumedCapacity': 'NONE',
    'dynamodb:ReturnValues': 'NONE',
  });
});

test('UpdateItem: what it writes and what it reads', () => {
  const input = {
    ...table,
    Key: ITEM,
    UpdateExpression: 'SET a = b + :v REMOVE c.d',
    ExpressionAttributeValues: { ':v': { N: '1' } },
    ReturnValues: 'ALL_OLD' as const,
    ReturnConsumedCapacity: 'TOTAL' as const,
  };
  assert.deepEqual(keys.updateKeys(input, KEY), {
    'dynamodb:LeadingKeys': ['alice'],
    'dynamodb:Attributes': ['pk', 'sk', 'a', 'b', 'c'],
    'dynamodb:ReturnConsumedCapacity': 'TOTAL',
    'dynamodb:ReturnValues': 'ALL_OLD',
  });
});

test('DeleteItem: its key and its condition, also of old clients', () => {
  const input = { ...table, Key: ITEM, Expected: { a: { Exists: false } } };
  assert.deepEqual(keys.deleteKeys(input, KEY)['dynamodb:Attributes'], ['pk', 'sk', 'a']);
});

test('GetItem: all attributes, or those that it names', () => {
  assert.deepEqual(keys.getKeys({ ...table, Key: ITEM }, KEY), {
    'dynamodb:LeadingKeys': ['alice'],
    'dynamodb:Attributes': ['pk', 'sk'],
    'dynamodb:ReturnConsumedCapacity': 'NONE',
    'dynamodb:Select': 'ALL_ATTRIBUTES',
  });
  const named = keys.getKeys({ ...table, Key: ITEM, ProjectionExpression: 'a.b, c[0]' }, KEY);
  assert.deepEqual(named['dynamodb:Attributes'], ['pk', 'sk', 'a', 'c']);
  assert.equal(named['dynamodb:Select'], 'SPECIFIC_ATTRIBUTES');
});

test('batches: the keys of all their items', () => {
  const other = { pk: { S: 'bob' }, sk: { N: '2' } };
  const got = keys.batchGetKeys({ Keys: [ITEM, other], AttributesToGet: ['a'] }, KEY, undefined);
  assert.deepEqual(got['dynamodb:LeadingKeys'], ['alice', 'bob']);
  assert.deepEqual(got['dynamodb:Attributes'], ['pk', 'sk', 'a']);
  const requests = [{ PutRequest: { Item: { ...ITEM, x: { S: 'x' } } } }, { DeleteRequest: { Key: other } }];
  const written = keys.batchWriteKeys(requests, KEY, undefined);
  assert.deepEqual(written['dynamodb:LeadingKeys'], ['alice', 'bob']);
  assert.deepEqual(written['dynamodb:Attributes'], ['pk', 'sk', 'x']);
});

test('Query: its partition, whatever it filters, and what it selects', () => {
  const input = {
    ...table,
    KeyConditionExpression: 'pk = :p AND sk > :n',
    FilterExpression: 'a = :p',
    ExpressionAttributeValues: { ':p': { S: 'alice' }, ':n': { N: '1' } },
  };
  assert.deepEqual(keys.queryKeys(input, KEY), {
    'dynamodb:LeadingKeys': ['alice'],
    'dynamodb:Attributes': ['pk', 'sk', 'a'],
    'dynamodb:ReturnConsumedCapacity': 'NONE',
    'dynamodb:Select': 'ALL_ATTRIBUTES',
  });
  assert.equal(keys.queryKeys({ ...input, IndexName: 'i' }, KEY)['dynamodb:Select'], 'ALL_PROJECTED_ATTRIBUTES');
  assert.equal(keys.queryKeys({ ...input, Select: 'COUNT' }, KEY)['dynamodb:Select'], 'COUNT');
});

test('Scan: no partition', () => {
  assert.deepEqual(keys.scanKeys({ ...table, ProjectionExpression: 'a' }), {
    'dynamodb:Attributes': ['a'],
    'dynamodb:ReturnConsumedCapacity': 'NONE',
    'dynamodb:Select': 'SPECIFIC_ATTRIBUTES',
  });
});

const STATEMENTS: readonly (readonly [statement: string, expected: object])[] = [
  [
    `SELECT a FROM t WHERE pk IN ['alice', 'bob'] AND b = 1`,
    {
      'dynamodb:LeadingKeys': ['alice', 'bob'],
      'dynamodb:Attributes': ['pk', 'b', 'a'],
      'dynamodb:FullTableScan': 'false',
      'dynamodb:Select': 'SPECIFIC_ATTRIBUTES',
    },
  ],
  [
    `SELECT * FROM t`,
    { 'dynamodb:Attributes': [], 'dynamodb:FullTableScan': 'true', 'dynamodb:Select': 'ALL_ATTRIBUTES' },
  ],
  [
    `INSERT INTO t VALUE {'pk': 'alice', 'sk': 1, 'a': 'x'}`,
    { 'dynamodb:LeadingKeys': ['alice'], 'dynamodb:Attributes': ['pk', 'sk', 'a'] },
  ],
  [
    `UPDATE t SET a = b + 1 WHERE pk = 'alice' AND sk = 1 RETURNING MODIFIED NEW *`,
    {
      'dynamodb:LeadingKeys': ['alice'],
      'dynamodb:Attributes': ['pk', 'sk', 'a', 'b'],
      'dynamodb:ReturnValues': 'UPDATED_NEW',
    },
  ],
  [
    `DELETE FROM t WHERE pk = 'alice' AND sk = 1 AND a = 1`,
    {
      'dynamodb:LeadingKeys': ['alice'],
      'dynamodb:Attributes': ['pk', 'sk', 'a'],
      'dynamodb:ReturnValues': 'NONE',
    },
  ],
];

for (const [statement, expected] of STATEMENTS) {
  test(`PartiQL: ${statement}`, () => assert.deepEqual(keys.statementKeys(bindStatement(statement), KEY), expected));
}
