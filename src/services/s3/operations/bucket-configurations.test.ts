/** The configurations of buckets that are no policy: what is kept, what is refused, and what is said where there is none. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { CORSRule, Tag, WebsiteConfiguration } from '../model.ts';
import { type Bench, BUCKET, openBench } from '../s3.fixture.ts';
import { configOperations } from '../config-operations.ts';
import type { S3Context } from '../parts.ts';
import { createBucket } from './create-bucket.ts';
import { putBucketVersioning } from './put-bucket-versioning.ts';

type Name = keyof typeof configOperations;

async function call(bench: Bench, name: Name, input: object = {}): Promise<unknown> {
  const operation = configOperations[name] as ((ctx: S3Context, input: object) => Promise<unknown>) | undefined;
  assert.ok(operation, name);
  return await operation(bench.context(), { Bucket: BUCKET, ...input });
}

const RULE: CORSRule = { AllowedMethods: ['GET'], AllowedOrigins: ['https://*.example.com'], MaxAgeSeconds: 60 };
const SITE: WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' }, ErrorDocument: { Key: 'error.html' } };
const TAGS: readonly Tag[] = [
  { Key: 'team', Value: 'a' },
  { Key: 'stage', Value: '' },
];

const cors = (rule: object): object => ({ CORSConfiguration: { CORSRules: [{ ...RULE, ...rule }] } });
const website = (change: object): object => ({ WebsiteConfiguration: { ...SITE, ...change } });
const routing = (rule: object): object =>
  website({ RoutingRules: [{ Redirect: { HostName: 'example.com' }, ...rule }] });
const tagging = (...TagSet: readonly Tag[]): object => ({ Tagging: { TagSet } });
const encryption = (...Rules: readonly object[]): object => ({ ServerSideEncryptionConfiguration: { Rules } });
const lock = (ObjectLockConfiguration: object | undefined): object => ({ ObjectLockConfiguration });
const retention = (DefaultRetention: object): object =>
  lock({ ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } });
const AES: object = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } };

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

describe('what is refused', () => {
  const XML = 'The XML you provided was not well-formed or did not validate against our published schema';
  const REDIRECT = 'You can only define ReplaceKeyPrefix or ReplaceKey but not both.';
  const EMPTY_CONDITION =
    "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present.";
  const cases: readonly { name: Name; says: string; input: object; code: string; words: string }[] = [
    {
      name: 'PutBucketCors',
      says: 'no rules',
      input: { CORSConfiguration: { CORSRules: [] } },
      code: 'MalformedXML',
      words: XML,
    },
    {
      name: 'PutBucketCors',
      says: '101 rules',
      input: { CORSConfiguration: { CORSRules: Array.from({ length: 101 }, () => RULE) } },
      code: 'MalformedXML',
      words: XML,
    },
    { name: 'PutBucketCors', says: 'no method', input: cors({ AllowedMethods: [] }), code: 'MalformedXML', words: XML },
    {
      name: 'PutBucketCors',
      says: 'an unknown method',
      input: cors({ AllowedMethods: ['get'] }),
      code: 'InvalidRequest',
      words: 'Found unsupported HTTP method in CORS config. Unsupported method is get',
    },
    {
      name: 'PutBucketCors',
      says: 'two wildcards',
      input: cors({ AllowedOrigins: ['http://*.*'] }),
      code: 'InvalidRequest',
      words: 'AllowedOrigin "http://*.*" can not have more than one wildcard.',
    },
    {
      name: 'PutBucketCors',
      says: 'two wildcards in a header',
      input: cors({ AllowedHeaders: ['x-*-*'] }),
      code: 'InvalidRequest',
      words: 'AllowedHeader "x-*-*" can not have more than one wildcard.',
    },
    {
      name: 'PutBucketCors',
      says: 'a wildcard of exposed headers',
      input: cors({ ExposeHeaders: ['*'] }),
      code: 'InvalidRequest',
      words: 'ExposeHeader "*" contains wildcard. We currently do not support wildcard for ExposeHeader.',
    },
    {
      name: 'PutBucketWebsite',
      says: 'nothing',
      input: { WebsiteConfiguration: {} },
      code: 'InvalidArgument',
      words: 'A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty',
    },
    {
      name: 'PutBucketWebsite',
      says: 'both forms',
      input: website({ RedirectAllRequestsTo: { HostName: 'example.com' } }),
      code: 'InvalidArgument',
      words: 'RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.',
    },
    {
      name: 'PutBucketWebsite',
      says: 'a folder as index',
      input: website({ IndexDocument: { Suffix: 'a/index.html' } }),
      code: 'InvalidArgument',
      words: 'The IndexDocument Suffix is not well formed',
    },
    {
      name: 'PutBucketWebsite',
      says: 'an error document without a key',
      input: website({ ErrorDocument: { Key: '' } }),
      code: 'MalformedXML',
      words: XML,
    },
    {
      name: 'PutBucketWebsite',
      says: '51 rules',
      input: website({ RoutingRules: Array.from({ length: 51 }, () => ({ Redirect: { HostName: 'a' } })) }),
      code: 'InvalidRequest',
      words: '51 routing rules provided, the number of routing rules in a website configuration is limited to 50.',
    },
    {
      name: 'PutBucketWebsite',
      says: 'two replacements',
      input: routing({ Redirect: { ReplaceKeyWith: 'a', ReplaceKeyPrefixWith: 'b' } }),
      code: 'InvalidRequest',
      words: REDIRECT,
    },
    {
      name: 'PutBucketWebsite',
      says: 'an empty condition',
      input: routing({ Condition: {} }),
      code: 'InvalidRequest',
      words: EMPTY_CONDITION,
    },
    {
      name: 'PutBucketWebsite',
      says: 'a redirect by 300',
      input: routing({ Redirect: { HostName: 'a', HttpRedirectCode: '300' } }),
      code: 'InvalidRequest',
      words: 'The provided HTTP redirect code (300) is not valid. Valid codes are 3XX except 300.',
    },
    {
      name: 'PutBucketWebsite',
      says: 'an error of 200',
      input: routing({ Condition: { HttpErrorCodeReturnedEquals: '200' } }),
      code: 'InvalidRequest',
      words: 'The provided HTTP error code (200) is not valid. Valid codes are 4XX or 5XX.',
    },
    {
      name: 'PutBucketTagging',
      says: 'a key twice',
      input: tagging({ Key: 'a', Value: '1' }, { Key: 'a', Value: '2' }),
      code: 'InvalidTag',
      words: 'Cannot provide multiple Tags with the same key',
    },
    {
      name: 'PutBucketTagging',
      says: 'a comma in a key',
      input: tagging({ Key: 'a,b', Value: '1' }),
      code: 'InvalidTag',
      words: 'The TagKey you have provided is invalid',
    },
    {
      name: 'PutBucketTagging',
      says: 'a comma in a value',
      input: tagging({ Key: 'a', Value: '1,2' }),
      code: 'InvalidTag',
      words: 'The TagValue you have provided is invalid',
    },
    {
      name: 'PutBucketTagging',
      says: 'a tag of AWS',
      input: tagging({ Key: 'aws:x', Value: '1' }),
      code: 'InvalidTag',
      words: 'System tags cannot be added/updated by requester',
    },
    {
      name: 'PutBucketTagging',
      says: '51 tags',
      input: tagging(...Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}`, Value: '' }))),
      code: 'BadRequest',
      words: 'Bucket tag count cannot be greater than 50',
    },
    { name: 'PutBucketEncryption', says: 'no rule', input: encryption(), code: 'MalformedXML', words: XML },
    { name: 'PutBucketEncryption', says: 'two rules', input: encryption(AES, AES), code: 'MalformedXML', words: XML },
    { name: 'PutBucketEncryption', says: 'an empty rule', input: encryption({}), code: 'MalformedXML', words: XML },
    {
      name: 'PutBucketEncryption',
      says: 'a key with AES256',
      input: encryption({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256', KMSMasterKeyID: 'k' } }),
      code: 'InvalidArgument',
      words: 'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
    },
    {
      name: 'PutBucketEncryption',
      says: 'KMS',
      input: encryption({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }),
      code: 'NotImplemented',
      words: 'Virga does not implement the server-side encryption aws:kms: there is no KMS yet. Use AES256.',
    },
    {
      name: 'PutBucketEncryption',
      says: 'both kinds',
      input: encryption({ ...AES, BlockedEncryptionTypes: { EncryptionType: ['SSE-C', 'NONE'] } }),
      code: 'MalformedXML',
      words: XML,
    },
    { name: 'PutObjectLockConfiguration', says: 'nothing', input: lock(undefined), code: 'MalformedXML', words: XML },
    {
      name: 'PutObjectLockConfiguration',
      says: 'not that it is on',
      input: lock({}),
      code: 'MalformedXML',
      words: XML,
    },
    {
      name: 'PutObjectLockConfiguration',
      says: 'an empty rule',
      input: lock({ ObjectLockEnabled: 'Enabled', Rule: {} }),
      code: 'MalformedXML',
      words: XML,
    },
    {
      name: 'PutObjectLockConfiguration',
      says: 'no mode',
      input: retention({ Days: 1 }),
      code: 'MalformedXML',
      words: XML,
    },
    {
      name: 'PutObjectLockConfiguration',
      says: 'no period',
      input: retention({ Mode: 'GOVERNANCE' }),
      code: 'MalformedXML',
      words: XML,
    },
    {
      name: 'PutObjectLockConfiguration',
      says: 'two periods',
      input: retention({ Mode: 'GOVERNANCE', Days: 1, Years: 1 }),
      code: 'MalformedXML',
      words: XML,
    },
    {
      name: 'PutObjectLockConfiguration',
      says: 'no days',
      input: retention({ Mode: 'GOVERNANCE', Days: 0 }),
      code: 'InvalidArgument',
      words: 'Default retention period must be a positive integer value.',
    },
    {
      name: 'PutObjectLockConfiguration',
      says: 'too many years',
      input: retention({ Mode: 'GOVERNANCE', Years: 101 }),
      code: 'InvalidArgument',
      words: 'Default retention period too large',
    },
    {
      name: 'PutObjectLockConfiguration',
      says: 'it of a bucket without versions',
      input: retention({ Mode: 'GOVERNANCE', Years: 1 }),
      code: 'InvalidBucketState',
      words: "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
    },
    {
      name: 'PutBucketLogging',
      says: 'a target',
      input: { BucketLoggingStatus: { LoggingEnabled: { TargetBucket: BUCKET, TargetPrefix: '' } } },
      code: 'NotImplemented',
      words: 'Virga does not implement server access logs of buckets.',
    },
    {
      name: 'PutBucketNotificationConfiguration',
      says: 'events',
      input: { NotificationConfiguration: { EventBridgeConfiguration: {} } },
      code: 'NotImplemented',
      words: 'Virga does not implement notifications of buckets yet.',
    },
    {
      name: 'PutBucketNotificationConfiguration',
      says: 'a queue',
      input: {
        NotificationConfiguration: { QueueConfigurations: [{ QueueArn: 'a', Events: ['s3:ObjectCreated:*'] }] },
      },
      code: 'NotImplemented',
      words: 'Virga does not implement notifications of buckets yet.',
    },
    {
      name: 'PutBucketRequestPayment',
      says: 'the requester',
      input: { RequestPaymentConfiguration: { Payer: 'Requester' } },
      code: 'NotImplemented',
      words: 'Virga does not implement buckets whose requesters pay.',
    },
    {
      name: 'PutBucketAccelerateConfiguration',
      says: 'on',
      input: { AccelerateConfiguration: { Status: 'Enabled' } },
      code: 'NotImplemented',
      words: 'Virga does not implement transfer acceleration.',
    },
    {
      name: 'PutBucketAccelerateConfiguration',
      says: 'nothing',
      input: { AccelerateConfiguration: {} },
      code: 'MalformedXML',
      words: XML,
    },
    {
      name: 'PutBucketAbac',
      says: 'on',
      input: { AbacStatus: { Status: 'Enabled' } },
      code: 'NotImplemented',
      words: 'Virga does not implement access by the tags of buckets (ABAC).',
    },
    {
      name: 'PutBucketReplication',
      says: 'it of a bucket without versions',
      input: {},
      code: 'InvalidRequest',
      words: "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
    },
    {
      name: 'PutBucketInventoryConfiguration',
      says: 'anything',
      input: {},
      code: 'NotImplemented',
      words: 'Virga does not implement inventories of buckets.',
    },
    {
      name: 'PutBucketAnalyticsConfiguration',
      says: 'anything',
      input: {},
      code: 'NotImplemented',
      words: 'Virga does not implement the analytics of storage classes.',
    },
    {
      name: 'PutBucketMetricsConfiguration',
      says: 'anything',
      input: {},
      code: 'NotImplemented',
      words: 'Virga does not implement metrics of requests to buckets.',
    },
    {
      name: 'PutBucketIntelligentTieringConfiguration',
      says: 'anything',
      input: {},
      code: 'NotImplemented',
      words: 'Virga does not implement archive tiers of INTELLIGENT_TIERING.',
    },
    {
      name: 'CreateBucketMetadataConfiguration',
      says: 'anything',
      input: {},
      code: 'NotImplemented',
      words: 'Virga does not implement tables of metadata.',
    },
    {
      name: 'CreateBucketMetadataTableConfiguration',
      says: 'anything',
      input: {},
      code: 'NotImplemented',
      words: 'Virga does not implement tables of metadata.',
    },
  ];
  let bench: Bench;
  before(async () => {
    bench = await openBench();
    await bench.createBucket();
  });
  after(() => bench[Symbol.asyncDispose]());
  for (const { name, says, input, code, words } of cases) {
    test(`${name}: ${says}`, () => assert.rejects(call(bench, name, input), { code, message: words }));
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
