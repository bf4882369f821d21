/**
 * kill -9 of the server, at random instants, while objects and items are written, replaced, deleted and counted: each
 * acknowledged one is there with its right bytes, no index entry without its item, no gap in the stream, no orphan of a
 * blob after the sweep.
 */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { makeDataFolder, type RunningCloud, startCloud } from '../cloud.ts';
import { BUCKET, type DataClients, DataLoad, INDEX, TABLE } from './data-load.ts';
import { verifyItems, verifyObjects, verifyStream } from './data-verify.ts';
import { sweep } from './sweep.ts';
import { until } from './until.ts';
import { virga } from './virga.ts';

const ROUNDS = Number(process.env['FAULT_ROUNDS'] ?? 50);
const RUN_MS_MAX = 250;
const LOAD_DEADLINE_MS = 60_000;
/** Of each kind of work, in a round. */
const ENOUGH = 2;
/** Objects looked at after each round; all of them at the end. */
const SAMPLE = 8;

const dataFolder = makeDataFolder();
after(() => rmSync(dataFolder, { recursive: true, force: true }));

test(`${ROUNDS} rounds of kill -9 lose no object and no item that was acknowledged`, async (t) => {
  const load = new DataLoad();
  for (let round = 0; round < ROUNDS; round++) {
    await using cloud = await start();
    const clients = clientsOf(cloud);
    if (round === 0) await prepare(clients);
    else await verifyObjects(clients, load, SAMPLE);
    await load.run(clients, round, async () => {
      // A busy machine may not come far; the first rounds are to fall at any instant, the others under load.
      if (round % 4 !== 0)
        await until('some of all work is acknowledged', () => load.progress() >= ENOUGH, LOAD_DEADLINE_MS);
      await wait(Math.random() * RUN_MS_MAX);
      load.expectFailures();
      await cloud.kill();
    });
    close(clients);
  }
  {
    await using cloud = await start();
    const clients = clientsOf(cloud);
    await verifyObjects(clients, load, Infinity);
    await verifyItems(clients, load);
    const records = await verifyStream(clients.streams, clients, load);
    close(clients);
    t.diagnostic(
      `${load.objects.size} objects, ${load.items.size} items, ${load.pairs.size} transactions and ${records} records ` +
        `of the stream were acknowledged and are as they should be; ${load.unknown.size} outcomes were unknown`,
    );
  }
  assert.ok(load.objects.size > ROUNDS && load.items.size > ROUNDS, 'the load was too small to tell');
  const checked = await virga('check', '--data', dataFolder);
  assert.equal(checked.code, 0, checked.printed);
  await sweep(dataFolder);
  const swept = await virga('check', '--data', dataFolder);
  assert.match(swept.printed, / \(0 without owner\)/, swept.printed);
});

type Clients = DataClients & { readonly streams: DynamoDBStreamsClient };

function start(): Promise<RunningCloud> {
  return startCloud({ dataFolder, flags: ['--isolation', 'process'] });
}

function clientsOf(cloud: RunningCloud): Clients {
  const environment = cloud.environment();
  const settings = {
    endpoint: cloud.url,
    region: environment['AWS_REGION'] ?? '',
    credentials: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
    maxAttempts: 1,
  };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  return { s3, dynamodb: new DynamoDBClient(settings), streams: new DynamoDBStreamsClient(settings) };
}

function close(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}

async function prepare({ s3, dynamodb }: Clients): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  const hash = (AttributeName: string) => [{ AttributeName, KeyType: 'HASH' as const }];
  await dynamodb.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [attribute('pk'), attribute('group')],
      KeySchema: hash('pk'),
      GlobalSecondaryIndexes: [{ IndexName: INDEX, KeySchema: hash('group'), Projection: { ProjectionType: 'ALL' } }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  await waitUntilTableExists({ client: dynamodb, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { TableName: TABLE });
}
