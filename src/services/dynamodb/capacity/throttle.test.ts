import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bench, openBench } from '../dynamodb.fixture.ts';
import type { CreateTableInput } from '../model.ts';
import { batchExecuteStatement } from '../operations/batch-execute-statement.ts';
import { batchGetItem } from '../operations/batch-get-item.ts';
import { batchWriteItem } from '../operations/batch-write-item.ts';
import { executeTransaction } from '../operations/execute-transaction.ts';
import { getItem } from '../operations/get-item.ts';
import { putItem } from '../operations/put-item.ts';
import { query } from '../operations/query.ts';
import { transactWriteItems } from '../operations/transact-write-items.ts';
import { updateTable } from '../operations/update-table.ts';

const TableName = 'people';
const key = (name: string) => ({ pk: { S: name }, sk: { S: 's' } });
/** 100 units to write, 50 to read. */
const large = (name: string) => ({ ...key(name), text: { S: 'x'.repeat(100 * 1024 - 20) } });

/** One unit a second: 300 of burst. */
async function openTable(input: Partial<CreateTableInput> = {}): Promise<Bench> {
  const bench = await openBench();
  const ProvisionedThroughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };
  await bench.table(TableName, { BillingMode: 'PROVISIONED', ProvisionedThroughput, ...input });
  return bench;
}

const put = (bench: Bench, Item = large('a')) => putItem(bench.context(), { TableName, Item });
const get = (bench: Bench) => getItem(bench.context(), { TableName, Key: key('a'), ConsistentRead: true });

test('writes past burst and capacity are refused, and taken again when capacity has come', async () => {
  await using bench = await openTable();
  for (let times = 0; times < 3; times++) await put(bench);
  await assert.rejects(put(bench), {
    name: 'ProvisionedThroughputExceededException',
    message:
      'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
    fields: {
      ThrottlingReasons: [
        {
          reason: 'TableWriteProvisionedThroughputExceeded',
          resource: 'arn:aws:dynamodb:us-east-1:000000000000:table/people',
        },
      ],
    },
  });
  bench.clock.advance(1_000);
  await put(bench);
  await assert.rejects(put(bench), { name: 'ProvisionedThroughputExceededException' });
});

test('reads are counted by what they read', async () => {
  await using bench = await openTable();
  await put(bench);
  for (let times = 0; times < 12; times++) await get(bench);
  await assert.rejects(get(bench), { name: 'ProvisionedThroughputExceededException' });
  const all = { TableName, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'a' } } };
  await assert.rejects(query(bench.context(), all), { name: 'ProvisionedThroughputExceededException' });
});

test('an index without capacity holds up its table', async () => {
  await using bench = await openTable({
    AttributeDefinitions: ['pk', 'sk', 'team'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    ProvisionedThroughput: { ReadCapacityUnits: 1_000, WriteCapacityUnits: 1_000 },
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-team',
        KeySchema: [{ AttributeName: 'team', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      },
    ],
  });
  for (const name of ['a', 'b', 'c']) await put(bench, { ...large(name), team: { S: 'red' } } as never);
  await assert.rejects(put(bench, { ...large('d'), team: { S: 'red' } } as never), {
    name: 'ProvisionedThroughputExceededException',
    message: /^The level of configured provisioned throughput for one or more global secondary indexes/,
  });
  await put(bench, large('d'));
});

test('what a batch has no capacity for is unprocessed, unless that is all', async () => {
  await using bench = await openTable();
  const requests = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ PutRequest: { Item: large(name) } }));
  const { UnprocessedItems } = await batchWriteItem(bench.context(), { RequestItems: { [TableName]: requests } });
  assert.deepEqual(UnprocessedItems, { [TableName]: requests.slice(3) });
  await assert.rejects(batchWriteItem(bench.context(), { RequestItems: UnprocessedItems ?? {} }), {
    name: 'ProvisionedThroughputExceededException',
  });
  for (let times = 0; times < 11; times++) await get(bench);
  const Keys = ['a', 'b', 'c'].map(key);
  const { Responses, UnprocessedKeys } = await batchGetItem(bench.context(), {
    RequestItems: { [TableName]: { Keys, ConsistentRead: true } },
  });
  assert.equal(Responses?.[TableName]?.length, 1);
  assert.deepEqual(UnprocessedKeys, { [TableName]: { Keys: Keys.slice(1), ConsistentRead: true } });
  await assert.rejects(batchGetItem(bench.context(), { RequestItems: { [TableName]: { Keys } } }), {
    name: 'ProvisionedThroughputExceededException',
  });
});

test('statements that read take capacity as other reads do', async () => {
  await using bench = await openTable();
  await put(bench);
  const Statement = `SELECT * FROM ${TableName} WHERE pk = 'a' AND sk = 's'`;
  const TransactStatements = [{ Statement }];
  for (let times = 0; times < 6; times++) await executeTransaction(bench.context(), { TransactStatements });
  await assert.rejects(executeTransaction(bench.context(), { TransactStatements }), {
    name: 'TransactionCanceledException',
    message:
      'Transaction cancelled, please refer cancellation reasons for specific reasons [ProvisionedThroughputExceeded]',
  });
  const { Responses } = await batchExecuteStatement(bench.context(), { Statements: [{ Statement }] });
  assert.equal(Responses?.[0]?.Error?.Code, 'ProvisionedThroughputExceeded');
});

test('a transaction is cancelled for want of capacity', async () => {
  await using bench = await openTable();
  for (let times = 0; times < 3; times++) await put(bench);
  const Put = { TableName, Item: key('b') };
  await assert.rejects(transactWriteItems(bench.context(), { TransactItems: [{ Put }] }), {
    name: 'TransactionCanceledException',
    message:
      'Transaction cancelled, please refer cancellation reasons for specific reasons [ProvisionedThroughputExceeded]',
  });
});

test('a table on demand has no limit, but for the maxima that it was given', async () => {
  await using bench = await openBench();
  await bench.table(TableName);
  for (let times = 0; times < 5; times++) await put(bench);
  await updateTable(bench.context(), { TableName, OnDemandThroughput: { MaxWriteRequestUnits: 10 } });
  await put(bench);
  await assert.rejects(put(bench), {
    name: 'ThrottlingException',
    message: /^Throughput exceeds the maximum OnDemandThroughput configured on table or index/,
    fields: {
      throttlingReasons: [
        {
          reason: 'TableWriteMaxOnDemandThroughputExceeded',
          resource: 'arn:aws:dynamodb:us-east-1:000000000000:table/people',
        },
      ],
    },
  });
  await updateTable(bench.context(), { TableName, OnDemandThroughput: { MaxWriteRequestUnits: -1 } });
  await put(bench);
});
