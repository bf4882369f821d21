/** Programs that people have: a mapper of the npm registry (ElectroDB) on one table, and the official document client. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  DynamoDBDocumentClient,
  ExecuteStatementCommand,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { Entity, Service } from 'electrodb';
import { type Clients, clientsOf } from '../clients.ts';
import { type RunningCloud, startCloud } from '../cloud.ts';

const TABLE = 'app';
let cloud: RunningCloud;
let clients: Clients;
let documents: DynamoDBDocumentClient;

before(async () => {
  cloud = await startCloud({ flags: ['--isolation', 'process'] });
  clients = clientsOf(cloud.environment());
  documents = DynamoDBDocumentClient.from(clients.dynamodb, { marshallOptions: { removeUndefinedValues: true } });
  await clients.dynamodb.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((name) => ({
        AttributeName: name,
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
    }),
  );
});

after(async () => {
  clients.close();
  await cloud.stop();
});

function openService() {
  const task = new Entity(
    {
      model: { entity: 'task', version: '1', service: 'app' },
      attributes: {
        team: { type: 'string' },
        task: { type: 'string' },
        project: { type: 'string' },
        points: { type: 'number' },
        tags: { type: 'set', items: 'string' },
        status: { type: ['open', 'closed'] as const, default: 'open' },
        comments: {
          type: 'list',
          items: { type: 'map', properties: { user: { type: 'string' }, body: { type: 'string' } } },
        },
      },
      indexes: {
        byTeam: {
          collection: 'assigned',
          pk: { field: 'pk', composite: ['team'] },
          sk: { field: 'sk', composite: ['task'] },
        },
        byProject: {
          index: 'gsi1',
          pk: { field: 'gsi1pk', composite: ['project'] },
          sk: { field: 'gsi1sk', composite: ['task'] },
        },
      },
    },
    { client: documents, table: TABLE },
  );
  return { task, service: new Service({ task }) };
}

test('a mapper creates, finds, changes and removes what lies in one table', async () => {
  const { task, service } = openService();
  for (const name of ['a', 'b', 'c']) {
    await task.create({ team: 't', task: name, project: 'p', points: 1, tags: ['x', 'y'], comments: [] }).go();
  }
  await assert.rejects(task.create({ team: 't', task: 'a', project: 'p' }).go(), /The conditional request failed/);
  const later = await task.query.byTeam({ team: 't' }).gte({ task: 'b' }).go();
  assert.deepEqual(
    later.data.map((each) => each.task),
    ['b', 'c'],
  );
  assert.equal((await task.query.byProject({ project: 'p' }).begins({ task: 'c' }).go()).data.length, 1);
  const filtered = await task.query
    .byTeam({ team: 't' })
    .where(
      ({ points, tags, status }, { gt, contains, eq, exists }) =>
        `${gt(points, 0)} AND (${contains(tags, 'x')} OR ${eq(status, 'closed')}) AND ${exists(status)}`,
    )
    .go();
  assert.equal(filtered.data.length, 3);

  const patched = await task
    .patch({ team: 't', task: 'a' })
    .set({ status: 'closed' })
    .add({ points: 5, tags: ['z'] })
    .append({ comments: [{ user: 'u', body: 'hi' }] })
    .where(({ points }, { lt }) => lt(points, 3))
    .go({ response: 'all_new' });
  assert.equal(patched.data.points, 6);
  const changed = await task
    .update({ team: 't', task: 'a' })
    .data((attributes, operations) => {
      operations.subtract(attributes.points, 2);
      operations.delete(attributes.tags, ['x']);
    })
    .go({ response: 'all_new' });
  assert.deepEqual([changed.data.points, changed.data.tags], [4, ['y', 'z']]);
  assert.deepEqual(changed.data.comments, [{ user: 'u', body: 'hi' }]);
  await assert.rejects(
    task.patch({ team: 'no', task: 'no' }).set({ points: 1 }).go(),
    /The conditional request failed/,
  );
  assert.equal((await service.collections.assigned({ team: 't' }).go()).data.task.length, 3);
});

test('a mapper writes and reads transactions, and batches with pages', async () => {
  const { task, service } = openService();
  await task.put({ team: 'tx', task: 'old', project: 'q' }).go();
  const written = await service.transaction
    .write((entities) => [
      entities.task.create({ team: 'tx', task: 'new', project: 'q' }).commit(),
      entities.task.remove({ team: 'tx', task: 'old' }).commit(),
    ])
    .go();
  assert.equal(written.canceled, false);
  const read = await service.transaction
    .get((entities) => [
      entities.task.get({ team: 'tx', task: 'new' }).commit(),
      entities.task.get({ team: 'tx', task: 'old' }).commit(),
    ])
    .go();
  assert.deepEqual(
    read.data.map(({ item }) => item?.task),
    ['new', undefined],
  );
  const many = Array.from({ length: 40 }, (_, i) => ({ team: 'many', task: String(i).padStart(3, '0'), project: 'm' }));
  assert.deepEqual((await task.put(many).go()).unprocessed, []);
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof readPage>> = await readPage(cursor);
    found.push(...page.data.map((each) => each.task));
    ({ cursor } = page);
  } while (cursor !== null);
  assert.deepEqual(
    found,
    many.map((each) => each.task),
  );
  function readPage(from: string | null) {
    return task.query.byTeam({ team: 'many' }).go({ limit: 7, cursor: from });
  }
});

test('the document client keeps every type', async () => {
  const key = { pk: 'doc', sk: '1' };
  const Item = {
    ...key,
    bytes: new Uint8Array([0, 255]),
    numbers: new Set([1, 2.5]),
    nested: { list: [1, { none: null, yes: true }], big: 12_345_678_901_234_567_890n, empty: '', gone: undefined },
  };
  await documents.send(new PutCommand({ TableName: TABLE, Item }));
  const { Item: kept } = await documents.send(new GetCommand({ TableName: TABLE, Key: key, ConsistentRead: true }));
  const { gone: _, ...nested } = Item.nested;
  assert.deepEqual(kept, { ...Item, nested });

  const { Attributes } = await documents.send(
    new UpdateCommand({
      TableName: TABLE,
      Key: key,
      UpdateExpression: 'SET nested.#l[1].yes = :no, n = if_not_exists(n, :zero) + :one REMOVE bytes',
      ExpressionAttributeNames: { '#l': 'list' },
      ExpressionAttributeValues: { ':no': false, ':zero': 0, ':one': 1 },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  assert.deepEqual(Attributes, { nested: { list: [{ yes: false }] }, n: 1 });
  const requests = ['2', '3'].map((sk) => ({ PutRequest: { Item: { pk: 'doc', sk, n: Number(sk) } } }));
  await documents.send(new BatchWriteCommand({ RequestItems: { [TABLE]: requests } }));
  const statement = new ExecuteStatementCommand({
    Statement: `SELECT sk, nested.list[0] FROM ${TABLE} WHERE pk = ? AND n >= ? ORDER BY sk DESC`,
    Parameters: ['doc', 1],
  });
  assert.deepEqual((await documents.send(statement)).Items, [{ sk: '3' }, { sk: '2' }, { sk: '1', _2: 1 }]);
});
