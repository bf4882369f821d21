import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBench } from '../dynamodb.fixture.ts';
import type { PutItemInput, UpdateItemInput } from '../model.ts';
import { createTable } from './create-table.ts';
import { deleteItem } from './delete-item.ts';
import { deleteTable } from './delete-table.ts';
import { getItem } from './get-item.ts';
import { putItem } from './put-item.ts';
import { scan } from './scan.ts';
import { updateItem } from './update-item.ts';

const TableName = 'people';
const Key = { pk: { S: 'p' }, sk: { S: 's' } };

test('values to return: of what was, of what is, and of what an update names', async () => {
  await using bench = await openBench();
  await bench.table(TableName);
  const first = { ...Key, a: { N: '1' }, b: { S: 'x' } };
  assert.deepEqual(await putItem(bench.context(), { TableName, Item: first, ReturnValues: 'ALL_OLD' }), {});
  const old = await putItem(bench.context(), { TableName, Item: { ...Key, a: { N: '2' } }, ReturnValues: 'ALL_OLD' });
  assert.deepEqual(old, { Attributes: first });
  const update = async (ReturnValues: UpdateItemInput['ReturnValues']) => {
    const values = { ':one': { N: '1' } };
    const input = { TableName, Key, UpdateExpression: 'ADD a :one', ExpressionAttributeValues: values, ReturnValues };
    return (await updateItem(bench.context(), input)).Attributes;
  };
  assert.deepEqual(await update('UPDATED_OLD'), { a: { N: '2' } });
  assert.deepEqual(await update('UPDATED_NEW'), { a: { N: '4' } });
  assert.deepEqual(await update('ALL_OLD'), { ...Key, a: { N: '4' } });
  assert.deepEqual(await update('ALL_NEW'), { ...Key, a: { N: '6' } });
  assert.equal(await update('NONE'), undefined);
  const removed = await deleteItem(bench.context(), { TableName, Key, ReturnValues: 'ALL_OLD' });
  assert.deepEqual(removed, { Attributes: { ...Key, a: { N: '7' } } });
  assert.deepEqual(await getItem(bench.context(), { TableName, Key }), {});
});

test('a condition that does not hold says so, with the item where that is asked for', async () => {
  await using bench = await openBench();
  await bench.table(TableName);
  await putItem(bench.context(), { TableName, Item: Key });
  const again: PutItemInput = { TableName, Item: Key, ConditionExpression: 'attribute_not_exists(pk)' };
  const error = { name: 'ConditionalCheckFailedException', message: 'The conditional request failed' };
  await assert.rejects(putItem(bench.context(), again), { ...error, fields: {} });
  const shown = { ...again, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
  await assert.rejects(putItem(bench.context(), shown), { ...error, fields: { Item: Key } });
});

test('capacity of a write: by its larger side, and two writes of an index entry that moves', async () => {
  await using bench = await openBench();
  await bench.table(TableName, {
    AttributeDefinitions: ['pk', 'sk', 'team'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-team',
        KeySchema: [{ AttributeName: 'team', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
  const put = async (team: string, text: string) => {
    const Item = { ...Key, team: { S: team }, text: { S: text } };
    return (await putItem(bench.context(), { TableName, Item, ReturnConsumedCapacity: 'INDEXES' })).ConsumedCapacity;
  };
  const units = (table: number, index: number) => ({
    TableName,
    CapacityUnits: table + index,
    Table: { CapacityUnits: table },
    ...(index > 0 && { GlobalSecondaryIndexes: { 'by-team': { CapacityUnits: index } } }),
  });
  assert.deepEqual(await put('red', 'x'.repeat(2_000)), units(2, 1));
  assert.deepEqual(await put('red', 'short'), units(2, 0));
  assert.deepEqual(await put('blue', 'short'), units(1, 2));
});

test('item collections are measured where there are local indexes', async () => {
  await using bench = await openBench();
  await bench.table('plain');
  await bench.table(TableName, {
    LocalSecondaryIndexes: [
      {
        IndexName: 'local',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
  const put = (name: string) =>
    putItem(bench.context(), { TableName: name, Item: Key, ReturnItemCollectionMetrics: 'SIZE' });
  assert.deepEqual(await put('plain'), {});
  assert.deepEqual(await put(TableName), {
    ItemCollectionMetrics: { ItemCollectionKey: { pk: Key.pk }, SizeEstimateRangeGB: [0, 1] },
  });
});

test('writers of a table that is deleted and made again write into the one that is there', async () => {
  await using bench = await openBench();
  await bench.table(TableName);
  const write = async (at: number): Promise<string> => {
    try {
      await putItem(bench.context(), { TableName, Item: { ...Key, sk: { S: String(at) } } });
      return 'written';
    } catch (error) {
      return (error as Error).name;
    }
  };
  const writes = Array.from({ length: 40 }, (_, at) => write(at));
  await deleteTable(bench.context(), { TableName });
  await createTable(bench.context(), {
    TableName,
    AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const outcomes = new Set(await Promise.all(writes));
  for (const outcome of outcomes) assert.ok(['written', 'ResourceNotFoundException'].includes(outcome), outcome);
  assert.equal(await write(100), 'written');
  const { Items = [] } = await scan(bench.context(), { TableName });
  assert.ok(Items.some(({ sk }) => sk?.S === '100'));
});
