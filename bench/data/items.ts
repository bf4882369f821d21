/** DynamoDB: single items, a query, a transaction, on a table with hash and sort key. */
import { randomBytes } from 'node:crypto';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { Server } from './peers.ts';
import { inTurnOf, type Workload } from './workload.ts';

const TABLE = 'bench';
const ITEMS = 10_000;
/** Items that share a hash key: a query returns them all. */
const COLLECTION = 100;
const WRITTEN_AT_ONCE = 25;
const READ_REQUESTS = 4_000;
const VALUE_BYTES = 300;

type Item = Record<string, { readonly S: string } | { readonly N: string }>;

function itemOf(number: number): Item {
  return {
    pk: { S: `customer#${Math.floor(number / COLLECTION)}` },
    sk: { S: `order#${String(number % COLLECTION).padStart(6, '0')}` },
    total: { N: String(number) },
    note: { S: randomBytes(VALUE_BYTES / 2).toString('hex') },
  };
}

export async function prepareTable({ port, keys }: Server): Promise<void> {
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: keys,
    maxAttempts: 1,
  });
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { TableName: TABLE });
  for (let from = 0; from < ITEMS; from += WRITTEN_AT_ONCE) {
    const puts = Array.from({ length: WRITTEN_AT_ONCE }, (_, at) => ({ PutRequest: { Item: itemOf(from + at) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: puts } }));
  }
  client.destroy();
}

const newItem = (mark: string, number: number): Item => ({ ...itemOf(number), pk: { S: `new#${mark}#${number}` } });

function randomKey(): Pick<Item, 'pk' | 'sk'> {
  const { pk, sk } = itemOf(Math.floor(Math.random() * ITEMS));
  return { pk, sk } as Pick<Item, 'pk' | 'sk'>;
}

export const ITEM_WORKLOADS: readonly Workload[] = [
  {
    name: `PutItem, ${VALUE_BYTES} bytes and keys`,
    lacking: [],
    goals: { 32: '2.5 x dynalite on disk, 1 x in memory, 15 x moto' },
    requests: (signer, count, mark) =>
      inTurnOf(count, (number) => signer.dynamodb('PutItem', { TableName: TABLE, Item: newItem(mark, number) })),
  },
  {
    name: `GetItem of ${ITEMS}`,
    lacking: [],
    goals: { 32: '1 x dynalite in memory' },
    requests: (signer) =>
      inTurnOf(READ_REQUESTS, () => signer.dynamodb('GetItem', { TableName: TABLE, Key: randomKey() })),
  },
  {
    name: `Query of ${COLLECTION} items`,
    lacking: [],
    goals: {},
    requests: (signer) =>
      inTurnOf(READ_REQUESTS / 10, () =>
        signer.dynamodb('Query', {
          TableName: TABLE,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': randomKey()['pk'] },
        }),
      ),
  },
  {
    name: 'TransactWriteItems of 2 puts',
    lacking: ['dynalite, memory', 'dynalite, disk'],
    goals: {},
    requests: (signer, count, mark) =>
      inTurnOf(Math.ceil(count / 2), (number) =>
        signer.dynamodb('TransactWriteItems', {
          TransactItems: ['a', 'b'].map((half) => ({
            Put: { TableName: TABLE, Item: newItem(`${mark}${half}`, number) },
          })),
        }),
      ),
  },
];
