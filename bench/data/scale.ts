/** A bucket and a table of any size, and what is asked of them: for tools/scale.ts. */
import { randomBytes } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { load } from '../http-load.ts';
import type { Signer } from './signer.ts';
import { inTurnOf } from './workload.ts';

const BUCKET = 'scale-bucket';
const TABLE = 'scale';
const ITEMS_AT_ONCE = 25;
const FILLERS = 64;
/** Requests are signed so many at a time. */
const SLICE = 20_000;
const COLLECTION = 100;
const OBJECT_BYTES = 200;
const NOTE_BYTES = 100;
const PAGE = 1_000;
const LISTS = 64;
const READS_AND_WRITES = 1_000;

export async function makeContainers(environment: Readonly<Record<string, string>>): Promise<void> {
  const settings = {
    endpoint: environment['AWS_ENDPOINT_URL'] ?? '',
    region: environment['AWS_REGION'] ?? '',
    credentials: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
  };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  s3.destroy();
  const dynamodb = new DynamoDBClient(settings);
  const [AttributeDefinitions, KeySchema] = [
    ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
    [
      { AttributeName: 'pk', KeyType: 'HASH' as const },
      { AttributeName: 'sk', KeyType: 'RANGE' as const },
    ],
  ];
  const table = { TableName: TABLE, BillingMode: 'PAY_PER_REQUEST' as const, AttributeDefinitions, KeySchema };
  await dynamodb.send(new CreateTableCommand(table));
  await waitUntilTableExists({ client: dynamodb, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { TableName: TABLE });
  dynamodb.destroy();
}

/** Resolves with how many seconds it took. */
export async function fill(
  signer: Signer,
  port: number,
  count: number,
  progress: (done: number) => void,
): Promise<number> {
  const started = performance.now();
  for (let from = 0; from < count; from += SLICE) {
    const some = Math.min(SLICE, count - from);
    const puts = inTurnOf(some, (number) => putObject(signer, keyOf(from + number)));
    await load({ port, request: puts, clients: FILLERS, requests: some });
    const batches = Math.ceil(some / ITEMS_AT_ONCE);
    const writes = inTurnOf(batches, (batch) => putItems(signer, from + batch * ITEMS_AT_ONCE));
    await load({ port, request: writes, clients: FILLERS, requests: batches });
    progress(2 * (from + some));
  }
  return (performance.now() - started) / 1000;
}

/** Spread over the keys, as real names are. */
const keyOf = (number: number): string =>
  `${String(number % 1000).padStart(3, '0')}/${String(number).padStart(8, '0')}`;

function putObject(signer: Signer, key: string): Buffer {
  return signer.s3('PUT', `/${BUCKET}/${key}`, randomBytes(OBJECT_BYTES));
}

function putItems(signer: Signer, from: number): Buffer {
  const puts = Array.from({ length: ITEMS_AT_ONCE }, (_, at) => ({ PutRequest: { Item: itemOf(from + at) } }));
  return signer.dynamodb('BatchWriteItem', { RequestItems: { [TABLE]: puts } });
}

function itemKey(number: number): { readonly pk: { readonly S: string }; readonly sk: { readonly S: string } } {
  const sort = String(number % COLLECTION).padStart(6, '0');
  return { pk: { S: `customer#${Math.floor(number / COLLECTION)}` }, sk: { S: `order#${sort}` } };
}

function itemOf(number: number): object {
  return { ...itemKey(number), total: { N: String(number) }, note: { S: randomBytes(NOTE_BYTES / 2).toString('hex') } };
}

interface ScaleWorkload {
  readonly name: string;
  /** In a round; a page of a list costs as much as many a read. */
  readonly count: number;
  /** `size`: how many objects and items there are. */
  requests(signer: Signer, count: number, size: number, mark: string): () => Buffer;
}

const anyOf = (size: number): number => Math.floor(Math.random() * size);

export const SCALE_WORKLOADS: readonly ScaleWorkload[] = [
  {
    name: 'list of a page of 1,000 keys, somewhere',
    count: LISTS,
    requests: (signer, count, size) =>
      inTurnOf(count, () => {
        const after = encodeURIComponent(keyOf(anyOf(Math.max(1, size - PAGE * 10))));
        return signer.s3('GET', `/${BUCKET}`, undefined, `list-type=2&max-keys=${PAGE}&start-after=${after}`);
      }),
  },
  {
    name: 'list of 100 folders',
    count: LISTS,
    requests: (signer, count) =>
      inTurnOf(count, () => signer.s3('GET', `/${BUCKET}`, undefined, 'delimiter=%2F&list-type=2&max-keys=100')),
  },
  {
    name: 'GetObject',
    count: READS_AND_WRITES,
    requests: (signer, count, size) => inTurnOf(count, () => signer.s3('GET', `/${BUCKET}/${keyOf(anyOf(size))}`)),
  },
  {
    name: 'PutObject, new',
    count: READS_AND_WRITES,
    requests: (signer, count, _size, mark) =>
      inTurnOf(count, (number) => putObject(signer, `${keyOf(anyOf(10_000))}-${mark}-${number}`)),
  },
  {
    name: 'GetItem',
    count: READS_AND_WRITES,
    requests: (signer, count, size) =>
      inTurnOf(count, () => signer.dynamodb('GetItem', { TableName: TABLE, Key: itemKey(anyOf(size)) })),
  },
  {
    name: 'PutItem, new',
    count: READS_AND_WRITES,
    requests: (signer, count, _size, mark) =>
      inTurnOf(count, (number) => {
        const pk = { S: `new#${mark}#${anyOf(1_000_000)}#${number}` };
        return signer.dynamodb('PutItem', { TableName: TABLE, Item: { ...itemOf(number), pk } });
      }),
  },
  {
    name: 'Query of 100 items',
    count: LISTS,
    requests: (signer, count, size) =>
      inTurnOf(count, () =>
        signer.dynamodb('Query', {
          TableName: TABLE,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': itemKey(anyOf(size)).pk },
        }),
      ),
  },
];
