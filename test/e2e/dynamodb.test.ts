/** DynamoDB as its clients use it: boto3, AWS CLI, the document client and a mapper. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { Entity } from 'electrodb';
import { type Clients, clientsOf } from '../clients.ts';
import { cleanEnvironment, type RunningCloud, startCloud } from '../cloud.ts';
import { aws, cliV1, pythonWithBoto3 } from './aws.ts';

const SINGLE_TABLE = path.join(import.meta.dirname, 'fixtures/single-table.py');
const FOLLOW_STREAM = path.join(import.meta.dirname, 'fixtures/follow-stream.py');

let cloud: RunningCloud;
let clients: Clients;

before(async () => {
  cloud = await startCloud({ flags: ['--isolation', 'process'] });
  clients = clientsOf(cloud.environment());
});

after(async () => {
  clients.close();
  await cloud[Symbol.asyncDispose]();
});

const KEYS: Omit<CreateTableCommandInput, 'TableName'> = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'gsi1',
      KeySchema: [
        { AttributeName: 'gsi1pk', KeyType: 'HASH' },
        { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

test('boto3: a shop in one table, with locking, transactions and its stream', async () => {
  const environment = { ...cleanEnvironment(), ...cloud.environment() };
  const { stdout } = await promisify(execFile)(pythonWithBoto3(), [SINGLE_TABLE], { env: environment });
  assert.equal(stdout, 'the shop works\n');
});

test('boto3: a stream that is followed while four writers change its table has every change, in order', async () => {
  const environment = { ...cleanEnvironment(), ...cloud.environment() };
  const { stdout } = await promisify(execFile)(pythonWithBoto3(), [FOLLOW_STREAM], { env: environment });
  assert.ok(Number(/^(\d+) records$/m.exec(stdout)?.[1]) > 100, stdout);
});

test('the AWS CLI makes a table, writes, queries and deletes', async () => {
  const cli = cliV1();
  const run = (words: readonly string[]) => aws(cli, cloud.environment(), 'dynamodb', ...words, '--table-name', 'cli');
  const attributes = ['AttributeName=id,AttributeType=S', 'AttributeName=at,AttributeType=N'];
  const keys = ['AttributeName=id,KeyType=HASH', 'AttributeName=at,KeyType=RANGE'];
  const table = ['--attribute-definitions', ...attributes, '--key-schema', ...keys];
  await run(['create-table', '--billing-mode', 'PAY_PER_REQUEST', ...table]);
  await run(['wait', 'table-exists']);
  for (const at of ['10', '9']) {
    await run(['put-item', '--item', JSON.stringify({ id: { S: 'a' }, at: { N: at } })]);
  }
  const asked = ['--key-condition-expression', 'id = :id', '--expression-attribute-values', '{":id":{"S":"a"}}'];
  assert.deepEqual(await run(['query', ...asked, '--query', 'Items[].at.N']), ['9', '10']);
  await run(['delete-table']);
  await run(['wait', 'table-not-exists']);
});

test('the document client: native values, pages, transactions', async () => {
  const TableName = 'documents';
  await clients.dynamodb.send(new CreateTableCommand({ ...KEYS, TableName }));
  const documents = DynamoDBDocumentClient.from(clients.dynamodb);
  const document = {
    pk: 'a',
    sk: '0',
    nested: { parts: [1, 'two', null, { three: true }] },
    set: new Set(['x', 'y']),
    bytes: new Uint8Array([0, 255]),
    huge: 2n ** 64n,
  };
  await documents.send(new PutCommand({ TableName, Item: document }));
  const { Item } = await documents.send(new GetCommand({ TableName, Key: { pk: 'a', sk: '0' } }));
  assert.deepEqual(Item, document);
  const puts = Array.from({ length: 25 }, (_, at) => ({
    PutRequest: { Item: { pk: 'b', sk: String(at).padStart(2, '0') } },
  }));
  await documents.send(new BatchWriteCommand({ RequestItems: { [TableName]: puts } }));
  const found: unknown[] = [];
  const query = { TableName, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': 'b' } };
  for await (const page of paginateQuery({ client: documents, pageSize: 7 }, { ...query, ScanIndexForward: false })) {
    found.push(...(page.Items ?? []).map(({ sk }) => sk as unknown));
  }
  assert.deepEqual(found, puts.map(({ PutRequest }) => PutRequest.Item.sk).toReversed());
  const counted = await documents.send(
    new UpdateCommand({
      TableName,
      Key: { pk: 'a', sk: '0' },
      UpdateExpression: 'SET nested.parts[0] = nested.parts[0] + :one REMOVE huge',
      ExpressionAttributeValues: { ':one': 1 },
      ReturnValues: 'ALL_NEW',
    }),
  );
  assert.deepEqual(counted.Attributes?.['nested'], { parts: [2, 'two', null, { three: true }] });
  const condition = { ConditionExpression: 'attribute_not_exists(pk)' };
  const twice = documents.send(
    new TransactWriteCommand({
      TransactItems: ['a', 'c'].map((pk) => ({ Put: { TableName, Item: { pk, sk: '0' }, ...condition } })),
    }),
  );
  await assert.rejects(twice, (error) => {
    assert.ok(error instanceof TransactionCanceledException);
    assert.deepEqual(
      error.CancellationReasons?.map(({ Code }) => Code),
      ['ConditionalCheckFailed', 'None'],
    );
    return true;
  });
});

test('electrodb: entities and their indexes', async () => {
  const table = 'electro';
  await clients.dynamodb.send(new CreateTableCommand({ ...KEYS, TableName: table }));
  const tasks = new Entity(
    {
      model: { entity: 'task', version: '1', service: 'app' },
      attributes: {
        team: { type: 'string', required: true },
        task: { type: 'string', required: true },
        project: { type: 'string', required: true },
        points: { type: 'number' },
        labels: { type: 'set', items: 'string' },
      },
      indexes: {
        byTeam: { pk: { field: 'pk', composite: ['team'] }, sk: { field: 'sk', composite: ['task'] } },
        byProject: {
          index: 'gsi1',
          pk: { field: 'gsi1pk', composite: ['project'] },
          sk: { field: 'gsi1sk', composite: ['team', 'task'] },
        },
      },
    },
    { client: clients.dynamodb, table },
  );
  await tasks
    .put(
      Array.from({ length: 30 }, (_, at) => ({ team: `t${at % 3}`, task: `${at}`, project: `p${at % 2}`, points: at })),
    )
    .go();
  await assert.rejects(tasks.create({ team: 't0', task: '0', project: 'p0' }).go(), /The conditional request failed/);
  await tasks
    .patch({ team: 't0', task: '0' })
    .add({ points: 100, labels: ['new'] })
    .go();
  const { data: one } = await tasks.get({ team: 't0', task: '0' }).go();
  assert.deepEqual(one, { team: 't0', task: '0', project: 'p0', points: 100, labels: ['new'] });
  const { data: mine } = await tasks.query
    .byTeam({ team: 't1' })
    .where(({ points }, { gt }) => gt(points, 20))
    .go();
  assert.deepEqual(
    mine.map(({ points }) => points).toSorted((a, b) => Number(a) - Number(b)),
    [22, 25, 28],
  );
  const { data: others } = await tasks.query.byProject({ project: 'p1' }).go({ pages: 'all' });
  assert.equal(others.length, 15);
  await tasks
    .delete([
      { team: 't0', task: '0' },
      { team: 't1', task: '1' },
    ])
    .go();
  const { data: left } = await tasks.scan.go({ pages: 'all' });
  assert.equal(left.length, 28);
});
