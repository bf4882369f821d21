/** The configurations of buckets that are no policy: what is kept, what is refused, and what is said where there is none. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BUCKET, openBench } from '../s3.fixture.ts';
import { configOperations } from '../config-operations.ts';
import {
  AES,
  call,
  cors,
  encryption,
  lock,
  retention,
  RULE,
  SITE,
  tagging,
  TAGS,
  website,
  type Name,
} from '../configurations.fixture.ts';
import type { VersioningConfiguration } from '../model.ts';
import { createBucket } from './create-bucket.ts';
import { getBucketVersioning } from './get-bucket-versioning.ts';
import { putBucketVersioning } from './put-bucket-versioning.ts';

describe('what is put is read, and gone once it is deleted', () => {
  const cases: readonly { kind: string; put: object; got: object; missing: string; words: string }[] = [
    {
      kind: 'Cors',
      put: cors({}),
      got: { CORSRules: [RULE] },
      missing: 'NoSuchCORSConfiguration',
      words: 'The CORS configuration does not exist',
    },
    {
      kind: 'Website',
      put: website({}),
      got: SITE,
      missing: 'NoSuchWebsiteConfiguration',
      words: 'The specified bucket does not have a website configuration',
    },
    {
      kind: 'Tagging',
      put: tagging(...TAGS),
      got: { TagSet: TAGS },
      missing: 'NoSuchTagSet',
      words: 'The TagSet does not exist',
    },
  ];
  for (const { kind, put, got, missing, words } of cases) {
    test(kind, async () => {
      await using bench = await openBench();
      await bench.createBucket();
      const none = { code: missing, status: 404, message: words, fields: { BucketName: BUCKET } };
      await assert.rejects(call(bench, `GetBucket${kind}` as Name), none);
      await call(bench, `PutBucket${kind}` as Name, put);
      assert.deepEqual(await call(bench, `GetBucket${kind}` as Name), got);
      await call(bench, `DeleteBucket${kind}` as Name);
      await call(bench, `DeleteBucket${kind}` as Name);
      await assert.rejects(call(bench, `GetBucket${kind}` as Name), none);
    });
  }
});

describe('what is said where there is none', () => {
  const missing: readonly (readonly [Name, string])[] = [
    ['GetBucketReplication', 'ReplicationConfigurationNotFoundError'],
    ['GetObjectLockConfiguration', 'ObjectLockConfigurationNotFoundError'],
    ['GetBucketMetadataConfiguration', 'MetadataConfigurationNotFound'],
    ['GetBucketMetadataTableConfiguration', 'MetadataTableConfigurationNotFound'],
    ...(['Inventory', 'Analytics', 'Metrics', 'IntelligentTiering'] as const).flatMap((kind) => [
      [`GetBucket${kind}Configuration`, 'NoSuchConfiguration'] as const,
      [`DeleteBucket${kind}Configuration`, 'NoSuchConfiguration'] as const,
    ]),
  ];
  const answers: readonly (readonly [Name, object])[] = [
    ['GetBucketLogging', {}],
    ['GetBucketNotificationConfiguration', {}],
    ['GetBucketRequestPayment', { Payer: 'BucketOwner' }],
    ['GetBucketAccelerateConfiguration', {}],
    ['GetBucketAbac', { AbacStatus: { Status: 'Disabled' } }],
    ['ListBucketInventoryConfigurations', { IsTruncated: false }],
    ['ListBucketAnalyticsConfigurations', { IsTruncated: false }],
    ['ListBucketMetricsConfigurations', { IsTruncated: false }],
    ['ListBucketIntelligentTieringConfigurations', { IsTruncated: false }],
    ['DeleteBucketReplication', {}],
    ['DeleteBucketMetadataConfiguration', {}],
    ['DeleteBucketMetadataTableConfiguration', {}],
  ];
  test('an error of its own, or an empty answer', async () => {
    await using bench = await openBench();
    await bench.createBucket();
    for (const [name, code] of missing) await assert.rejects(call(bench, name), { code, status: 404 }, name);
    for (const [name, answer] of answers) assert.deepEqual(await call(bench, name), answer, name);
  });
});

test('every one of them says where the bucket is not there', async () => {
  await using bench = await openBench();
  const input = { CORSConfiguration: { CORSRules: [RULE] }, ...website({}), ...tagging(...TAGS), ...encryption(AES) };
  const others = {
    BucketLoggingStatus: {},
    NotificationConfiguration: {},
    RequestPaymentConfiguration: { Payer: 'BucketOwner' },
  };
  const more = {
    AccelerateConfiguration: { Status: 'Suspended' },
    AbacStatus: { Status: 'Disabled' },
    PublicAccessBlockConfiguration: {},
  };
  const last = {
    OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
    Policy: '{}',
    ...retention({ Mode: 'COMPLIANCE', Days: 1 }),
  };
  for (const name of Object.keys(configOperations) as Name[]) {
    const answer = call(bench, name, { ...input, ...others, ...more, ...last, ...LIFECYCLE });
    await assert.rejects(answer, { name: 'NoSuchBucket', message: 'The specified bucket does not exist' }, name);
  }
});

const LIFECYCLE = {
  LifecycleConfiguration: { Rules: [{ ID: 'a', Filter: { Prefix: '' }, Status: 'Enabled', Expiration: { Days: 1 } }] },
};

test('what changes nothing is taken', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  await call(bench, 'PutBucketLogging', { BucketLoggingStatus: {} });
  await call(bench, 'PutBucketNotificationConfiguration', { NotificationConfiguration: { QueueConfigurations: [] } });
  await call(bench, 'PutBucketRequestPayment', { RequestPaymentConfiguration: { Payer: 'BucketOwner' } });
  await call(bench, 'PutBucketAbac', { AbacStatus: { Status: 'Disabled' } });
  await call(bench, 'PutBucketAccelerateConfiguration', { AccelerateConfiguration: { Status: 'Suspended' } });
  assert.deepEqual(await call(bench, 'GetBucketAccelerateConfiguration'), { Status: 'Suspended' });
});

test('encryption: AES256 always, and keys of the customer refused until they are let in', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const rule = (blocked: string, BucketKeyEnabled = false): object =>
    encryption({ ...AES, BucketKeyEnabled, BlockedEncryptionTypes: { EncryptionType: [blocked] } });
  assert.deepEqual(await call(bench, 'GetBucketEncryption'), rule('SSE-C'));
  await call(bench, 'PutBucketEncryption', encryption({ ...AES, BucketKeyEnabled: true }));
  assert.deepEqual(await call(bench, 'GetBucketEncryption'), rule('SSE-C', true));
  await call(bench, 'PutBucketEncryption', rule('NONE'));
  assert.deepEqual(await call(bench, 'GetBucketEncryption'), rule('NONE'));
  await call(bench, 'DeleteBucketEncryption');
  assert.deepEqual(await call(bench, 'GetBucketEncryption'), rule('NONE'));
});

test('object lock: on for good, with or without a retention of new objects', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  await putBucketVersioning(bench.context(), { Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } });
  for (const input of [
    retention({ Mode: 'COMPLIANCE', Years: 2 }),
    retention({ Mode: 'GOVERNANCE', Days: 3 }),
    lock({ ObjectLockEnabled: 'Enabled' }),
  ]) {
    await call(bench, 'PutObjectLockConfiguration', input);
    assert.deepEqual(await call(bench, 'GetObjectLockConfiguration'), input);
  }
});

test('versioning: that MFA delete is off is told once it was said', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const put = async (VersioningConfiguration: VersioningConfiguration): Promise<object> => {
    await putBucketVersioning(bench.context(), { Bucket: BUCKET, VersioningConfiguration });
    return await getBucketVersioning(bench.context(), { Bucket: BUCKET });
  };
  assert.deepEqual(await put({ Status: 'Enabled' }), { Status: 'Enabled' });
  const both = { Status: 'Enabled', MFADelete: 'Disabled' } as const;
  assert.deepEqual(await put(both), both);
  assert.deepEqual(await put({ Status: 'Suspended' }), { ...both, Status: 'Suspended' });
  await assert.rejects(put({ Status: 'Enabled', MFADelete: 'Enabled' }), { code: 'NotImplemented' });
});

test('transfer acceleration is not for names with a period', async () => {
  await using bench = await openBench();
  await bench.createBucket('a.b');
  const Status = 'Suspended';
  const answer = call(bench, 'PutBucketAccelerateConfiguration', {
    Bucket: 'a.b',
    AccelerateConfiguration: { Status },
  });
  const words = 'S3 Transfer Acceleration is not supported for buckets with periods (.) in their names';
  await assert.rejects(answer, { code: 'InvalidRequest', message: words });
});

test('a bucket is made with its tags', async () => {
  await using bench = await openBench();
  await createBucket(bench.context(), { Bucket: BUCKET, CreateBucketConfiguration: { Tags: TAGS } });
  assert.deepEqual(await call(bench, 'GetBucketTagging'), { TagSet: TAGS });
  const Tags = [{ Key: 'aws:x', Value: '' }];
  const answer = createBucket(bench.context(), { Bucket: 'other', CreateBucketConfiguration: { Tags } });
  await assert.rejects(answer, { code: 'InvalidTag' });
});

test('what stands in front of the operations reads the rules and the website', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const { front } = bench.s3;
  assert.deepEqual([await front.corsRules(BUCKET), await front.website(BUCKET)], [[], undefined]);
  await call(bench, 'PutBucketCors', cors({}));
  await call(bench, 'PutBucketWebsite', website({}));
  assert.deepEqual([await front.corsRules(BUCKET), await front.website(BUCKET)], [[RULE], SITE]);
  assert.equal(await front.corsRules('missing'), undefined);
  await assert.rejects(front.website('missing'), { name: 'NoSuchBucket' });
});
