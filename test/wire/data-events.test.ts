/** What is done to items and objects is not in the audit trail of changes, except for what was denied. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateAccessKeyCommand, CreateUserCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { systemClock as clock } from '../../src/kit/clock.ts';
import { silentLog as log } from '../../src/kit/log.ts';
import { auditRecord, auditStream } from '../../src/pipeline/audit.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { clientsOf } from '../clients.ts';
import { makeDataFolder, startCloud } from '../cloud.ts';
import { virga } from '../faults/virga.ts';

const dataFolder = makeDataFolder();
after(() => rmSync(dataFolder, { recursive: true, force: true }));

const TABLE = {
  TableName: 'events',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
} as const;
const PUT = new PutItemCommand({ TableName: 'events', Item: { pk: { S: 'a' } } });

test('the trail has the table and the bucket, not what is put into them', async () => {
  {
    await using cloud = await startCloud({ dataFolder, flags: ['--isolation', 'process'] });
    const admin = clientsOf(cloud.environment());
    await admin.dynamodb.send(
      new CreateTableCommand({
        ...TABLE,
        AttributeDefinitions: [...TABLE.AttributeDefinitions],
        KeySchema: [...TABLE.KeySchema],
      }),
    );
    await admin.dynamodb.send(PUT);
    await admin.s3.send(new CreateBucketCommand({ Bucket: 'events' }));
    await admin.s3.send(new PutObjectCommand({ Bucket: 'events', Key: 'a', Body: 'a' }));
    await admin.iam.send(new CreateUserCommand({ UserName: 'nobody' }));
    const { AccessKey } = await admin.iam.send(new CreateAccessKeyCommand({ UserName: 'nobody' }));
    const nobody = clientsOf({
      ...cloud.environment(),
      AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
    });
    const denied = await nobody.dynamodb
      .send(PUT)
      .catch((error: unknown) => error as { $metadata: { requestId?: string } });
    const explained = await virga('explain', denied.$metadata.requestId ?? '', '--data', dataFolder);
    assert.match(explained.printed, /dynamodb:PutItem/);
    admin.close();
    nobody.close();
  }
  const file = path.join(dataFolder, 'state.sqlite');
  const store = await openSqliteStore({ file, clock, log, onFatal: (error) => assert.fail(error) });
  const { entries } = await store.range({ prefix: auditStream('000000000000', 'us-east-1'), limit: 100 });
  await store.close();
  const events = entries.map(({ value }) => auditRecord.decode(value).event);
  assert.deepEqual(events, ['CreateTable', 'CreateBucket', 'CreateUser', 'CreateAccessKey']);
});
