import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBench } from '../dynamodb.fixture.ts';
import type { BatchGetItemInput, BatchWriteItemInput } from '../model.ts';
import { batchGetItem } from './batch-get-item.ts';
import { batchWriteItem } from './batch-write-item.ts';

const key = (name: string) => ({ pk: { S: name }, sk: { S: 's' } });
const put = (name: string, more: object = {}) => ({ PutRequest: { Item: { ...key(name), ...more } } });
const remove = (name: string) => ({ DeleteRequest: { Key: key(name) } });

test('a batch writes and reads items of several tables', async () => {
  await using bench = await openBench();
  await bench.table('people');
  await bench.table('things');
  const written = await batchWriteItem(bench.context(), {
    RequestItems: { people: [put('a'), put('b')], things: [put('c', { n: { N: '1.0' } })] },
    ReturnConsumedCapacity: 'TOTAL',
  });
  assert.deepEqual(written, {
    UnprocessedItems: {},
    ConsumedCapacity: [
      { TableName: 'people', CapacityUnits: 2 },
      { TableName: 'things', CapacityUnits: 1 },
    ],
  });
  await batchWriteItem(bench.context(), { RequestItems: { people: [remove('a')] } });
  const read = await batchGetItem(bench.context(), {
    RequestItems: {
      people: { Keys: [key('a'), key('b')] },
      things: { Keys: [key('c')], ProjectionExpression: 'n', ConsistentRead: true },
    },
    ReturnConsumedCapacity: 'TOTAL',
  });
  assert.deepEqual(read, {
    Responses: { people: [key('b')], things: [{ n: { N: '1' } }] },
    UnprocessedKeys: {},
    ConsumedCapacity: [
      { TableName: 'people', CapacityUnits: 1 },
      { TableName: 'things', CapacityUnits: 1 },
    ],
  });
});

test('past 16 MB keys are unprocessed, and are read when asked for again', async () => {
  await using bench = await openBench();
  await bench.table('people');
  const large = { large: { S: 'x'.repeat(399 * 1024) } };
  const names = Array.from({ length: 45 }, (_, at) => String(at));
  for (const name of names) await batchWriteItem(bench.context(), { RequestItems: { people: [put(name, large)] } });
  const first = await batchGetItem(bench.context(), { RequestItems: { people: { Keys: names.map(key) } } });
  const unprocessed = first.UnprocessedKeys?.['people'];
  assert.equal(first.Responses?.['people']?.length, 41);
  assert.equal(unprocessed?.Keys.length, 4);
  const rest = await batchGetItem(bench.context(), { RequestItems: first.UnprocessedKeys ?? {} });
  assert.equal(rest.Responses?.['people']?.length, 4);
});

const DUPLICATES = 'Provided list of item keys contains duplicates';
const MISMATCH = 'The provided key element does not match the schema';

const REFUSED_WRITES: readonly (readonly [string, BatchWriteItemInput['RequestItems'], string])[] = [
  ['one item twice', { people: [put('a'), remove('a')] }, DUPLICATES],
  [
    'too many over several tables',
    {
      people: Array.from({ length: 20 }, (_, at) => put(String(at))),
      things: Array.from({ length: 6 }, (_, at) => put(String(at))),
    },
    'Too many items requested for the BatchWriteItem call',
  ],
  ['a key of another type', { people: [{ PutRequest: { Item: { ...key('a'), pk: { N: '1' } } } }] }, MISMATCH],
  ['an item without its key', { people: [{ PutRequest: { Item: { other: { S: 'x' } } } }] }, MISMATCH],
  ['a delete without its key', { people: [{ DeleteRequest: { Key: { other: { S: 'x' } } } }] }, MISMATCH],
  [
    'an empty key',
    { people: [{ PutRequest: { Item: { ...key(''), sk: { S: 's' } } } }] },
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
  ],
  [
    'neither put nor delete',
    { people: [{}] },
    'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
  ],
];

const REFUSED_READS: readonly (readonly [string, BatchGetItemInput['RequestItems'], string])[] = [
  ['one item twice', { people: { Keys: [key('a'), key('a')] } }, DUPLICATES],
  [
    'too many over several tables',
    {
      people: { Keys: Array.from({ length: 60 }, (_, at) => key(String(at))) },
      things: { Keys: Array.from({ length: 41 }, (_, at) => key(String(at))) },
    },
    'Too many items requested for the BatchGetItem call',
  ],
  [
    'both kinds of projections',
    {
      people: { Keys: [key('a')], ProjectionExpression: 'pk' },
      things: { Keys: [key('a')], AttributesToGet: ['pk'] },
    },
    'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}',
  ],
  ['a key of another type', { people: { Keys: [{ ...key('a'), pk: { N: '1' } }] } }, MISMATCH],
];

test('what batches refuse', async (t) => {
  await using bench = await openBench();
  await bench.table('people');
  await bench.table('things');
  for (const [what, RequestItems, message] of REFUSED_WRITES) {
    await t.test(`writes: ${what}`, async () => {
      await assert.rejects(batchWriteItem(bench.context(), { RequestItems }), { message });
    });
  }
  for (const [what, RequestItems, message] of REFUSED_READS) {
    await t.test(`reads: ${what}`, async () => {
      await assert.rejects(batchGetItem(bench.context(), { RequestItems }), { message });
    });
  }
  const error = { name: 'ResourceNotFoundException', message: 'Requested resource not found' };
  await assert.rejects(batchWriteItem(bench.context(), { RequestItems: { nowhere: [put('a')] } }), error);
  await assert.rejects(batchGetItem(bench.context(), { RequestItems: { nowhere: { Keys: [key('a')] } } }), error);
});
