/** What is refused of the configurations of buckets, in whose words. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  AES,
  call,
  cors,
  encryption,
  lock,
  retention,
  routing,
  RULE,
  tagging,
  website,
  type Name,
} from '../configurations.fixture.ts';
import { type Bench, BUCKET, openBench } from '../s3.fixture.ts';

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
      says: 'an algorithm that there is not',
      input: encryption({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES128' } }),
      code: 'MalformedXML',
      words: XML,
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
      says: 'grants',
      input: logging({ TargetGrants: [{ Grantee: { Type: 'CanonicalUser', ID: 'a' }, Permission: 'READ' }] }),
      code: 'NotImplemented',
      words: 'Virga does not implement grants on the objects of access logs (TargetGrants).',
    },
    {
      name: 'PutBucketLogging',
      says: 'two forms of keys',
      input: logging({ TargetObjectKeyFormat: { SimplePrefix: {}, PartitionedPrefix: {} } }),
      code: 'MalformedXML',
      words: 'The XML you provided was not well-formed or did not validate against our published schema',
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

function logging(more: object): object {
  return { BucketLoggingStatus: { LoggingEnabled: { TargetBucket: BUCKET, TargetPrefix: '', ...more } } };
}
