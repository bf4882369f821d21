/** Access logs of buckets: what real requests leave in the target bucket, and what they do not. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { canonicalUserId } from '../../src/services/s3/buckets.ts';
import { ACCOUNT, type DataCloud, type Input, OTHER_ACCOUNT, openDataCloud, START_MS } from '../errors/data-cloud.ts';

const OWNER = canonicalUserId(ACCOUNT);
let cloud: DataCloud;
let number = 0;
/** Of this test alone. */
let source = '';
let target = '';

before(async () => {
  cloud = await openDataCloud();
});
after(() => cloud[Symbol.asyncDispose]());

beforeEach(async () => {
  [source, target] = [`source-${++number}`, `target-${number}`];
  for (const Bucket of [source, target]) await s3('CreateBucket', { Bucket });
});

const s3 = (operation: string, input: Input): Promise<Record<string, unknown>> => cloud.send('s3', operation, input);

function logTo(TargetBucket: string, more: Input = {}): Promise<unknown> {
  const LoggingEnabled = { TargetBucket, TargetPrefix: 'logs/', ...more };
  return s3('PutBucketLogging', { Bucket: source, BucketLoggingStatus: { LoggingEnabled } });
}

/** As the user guide has it (enable-server-access-logging). */
async function letIn(condition: object = { StringEquals: { 'aws:SourceAccount': ACCOUNT } }): Promise<void> {
  const Statement = {
    Effect: 'Allow',
    Principal: { Service: 'logging.s3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${target}/logs/*`,
    Condition: condition,
  };
  await s3('PutBucketPolicy', { Bucket: target, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) });
}

interface Delivered {
  readonly keys: readonly string[];
  readonly lines: readonly string[];
}

async function delivered(): Promise<Delivered> {
  await cloud.deliverAccessLogs();
  const { Contents = [] } = (await s3('ListObjectsV2', { Bucket: target })) as { Contents?: { Key: string }[] };
  const keys = Contents.map(({ Key }) => Key);
  const texts = keys.map(async (Key) => {
    const { Body } = (await s3('GetObject', { Bucket: target, Key })) as {
      Body: { transformToString(): Promise<string> };
    };
    return await Body.transformToString();
  });
  const lines = (await Promise.all(texts)).flatMap((text) => text.split('\n').filter((line) => line !== ''));
  return { keys, lines };
}

/** The fields of a line: spaces apart, but for those in brackets and in quotes. */
const fieldsOf = (line: string): readonly string[] => line.match(/\[[^\]]*\]|"[^"]*"|\S+/g) ?? [];

test('each request is a line in the format of AWS', async () => {
  await letIn();
  await logTo(target);
  await s3('PutObject', { Bucket: source, Key: 'a b/é.txt', Body: 'hello' });
  await s3('GetObject', { Bucket: source, Key: 'a b/é.txt', Range: 'bytes=1-3' });
  await s3('GetBucketVersioning', { Bucket: source });
  await assert.rejects(s3('GetObject', { Bucket: source, Key: 'none' }));
  await assert.rejects(cloud.send('s3', 'HeadObject', { Bucket: source, Key: 'none' }, { caller: 'alice' }));
  const { keys, lines } = await delivered();
  assert.equal(keys.length, 1);
  assert.match(keys[0] ?? '', /^logs\/2026-11-27-12-00-00-[0-9A-F]{16}$/);
  const [put = [], get = [], versioning = [], none = [], denied = []] = lines.map(fieldsOf);
  assert.equal(lines.length, 5);
  assert.deepEqual(
    [put.slice(0, 2), put[2], put[3], put[4], put.slice(6, 10)],
    [
      [OWNER, source],
      '[27/Nov/2026:12:00:00 +0000]',
      '127.0.0.1',
      OWNER,
      ['REST.PUT.OBJECT', 'a%20b/%C3%A9.txt', `"PUT /${source}/a%20b/%C3%A9.txt?x-id=PutObject HTTP/1.1"`, '200'],
    ],
  );
  // No error, nothing sent, five bytes.
  assert.deepEqual(put.slice(10, 13), ['-', '-', '5']);
  assert.deepEqual(get.slice(6, 7), ['REST.GET.OBJECT']);
  assert.deepEqual(get.slice(9, 13), ['206', '-', '3', '5']);
  assert.match(get[13] ?? '', /^\d+$/);
  assert.match(get[16] ?? '', /^"aws-sdk-js\//);
  assert.deepEqual([get[17], get[19], get[21], get.length], ['-', 'SigV4', 'AuthHeader', 26]);
  assert.match(get[18] ?? '', /^\S{20,}$/);
  assert.deepEqual([versioning[6], versioning[7], versioning[9]], ['REST.GET.VERSIONING', '-', '200']);
  assert.deepEqual([none[9], none[10]], ['404', 'NoSuchKey']);
  assert.deepEqual(
    [denied[4], denied[6], denied[9], denied[10], denied[11]],
    [`arn:aws:iam::${ACCOUNT}:user/alice`, 'REST.HEAD.OBJECT', '403', 'AccessDenied', '-'],
  );
});

test('the signature of a presigned URL is not in the log', async () => {
  await letIn();
  await logTo(target);
  await s3('PutObject', { Bucket: source, Key: 'a', Body: 'hello' });
  const url = await getSignedUrl(cloud.s3, new GetObjectCommand({ Bucket: source, Key: 'a' }));
  assert.equal((await fetch(url)).status, 200);
  const old = `http://${new URL(url).host}/${source}/a?AWSAccessKeyId=b&Expires=1&Signature=c2VjcmV0&x-amz-security-token=t0ken`;
  assert.equal((await fetch(old)).status, 403);
  const { lines } = await delivered();
  const [, presigned = '', olden = ''] = lines;
  assert.match(presigned, /&X-Amz-Signature=REDACTED[& ]/);
  assert.ok(!presigned.includes(new URL(url).searchParams.get('X-Amz-Signature') ?? 'none'));
  assert.match(olden, /&Signature=REDACTED&x-amz-security-token=REDACTED HTTP/);
  assert.equal(fieldsOf(presigned)[21], 'QueryString');
});

test('a bucket in another region is no target', async () => {
  const region = 'eu-west-1';
  const elsewhere = `elsewhere-${number}`;
  const CreateBucketConfiguration = { LocationConstraint: region };
  await cloud.send('s3', 'CreateBucket', { Bucket: elsewhere, CreateBucketConfiguration }, { region });
  const { code, message, status } = await cloud.errorOf('s3', 'PutBucketLogging', {
    Bucket: source,
    BucketLoggingStatus: { LoggingEnabled: { TargetBucket: elsewhere, TargetPrefix: '' } },
  });
  assert.deepEqual(
    [code, message, status],
    ['CrossLocationLoggingProhibitted', 'Cross S3 location logging not allowed. ', 403],
  );
});

test('of several buckets each has its own objects, however many lines wait', async () => {
  await letIn();
  await logTo(target);
  const first = source;
  source = `more-${number}`;
  await s3('CreateBucket', { Bucket: source });
  await logTo(target);
  for (let round = 0; round < 3; round++) {
    for (const Bucket of [first, source]) await s3('PutObject', { Bucket, Key: `${round}`, Body: '' });
  }
  const { keys, lines } = await delivered();
  assert.deepEqual([keys.length, lines.length], [2, 6]);
  assert.equal(lines.filter((line) => fieldsOf(line)[1] === first).length, 3);
});

test('nobody writes lines or fields of his own', async () => {
  await letIn();
  await logTo(target);
  const url = cloud.s3.config.endpoint ? await cloud.s3.config.endpoint() : undefined;
  const headers = { 'user-agent': 'a" 200 "b', referer: 'x"y z' };
  const answer = await fetch(`http://${url?.hostname}:${url?.port}/${source}/k%0Ay?"a`, { headers });
  assert.equal(answer.status, 403);
  const { lines } = await delivered();
  const fields = fieldsOf(lines[0] ?? '');
  assert.deepEqual([lines.length, fields.length], [1, 26]);
  assert.deepEqual([fields[4], fields[7], fields[15], fields[16]], ['-', 'k%0Ay', '"x%22y z"', '"a%22 200 %22b"']);
});

test('nothing is delivered where the target lets nobody in, is gone, or the log was switched off', async () => {
  await logTo(target);
  await s3('PutObject', { Bucket: source, Key: 'a', Body: '1' });
  assert.deepEqual((await delivered()).lines, []);
  await letIn({ StringEquals: { 'aws:SourceAccount': OTHER_ACCOUNT } });
  await s3('PutObject', { Bucket: source, Key: 'a', Body: '2' });
  assert.deepEqual((await delivered()).lines, []);
  await letIn({ ArnLike: { 'aws:SourceArn': `arn:aws:s3:::${source}` } });
  await s3('PutObject', { Bucket: source, Key: 'a', Body: '3' });
  assert.equal((await delivered()).lines.length, 1);
  await s3('PutBucketLogging', { Bucket: source, BucketLoggingStatus: {} });
  assert.equal((await s3('GetBucketLogging', { Bucket: source }))['LoggingEnabled'], undefined);
  await s3('PutObject', { Bucket: source, Key: 'a', Body: '4' });
  assert.equal((await delivered()).lines.length, 1);
});

test('another account, or nobody, is no target', async () => {
  await cloud.send('s3', 'CreateBucket', { Bucket: `of-other-${number}` }, { caller: 'other' });
  const { code, message } = await cloud.errorOf('s3', 'PutBucketLogging', {
    Bucket: source,
    BucketLoggingStatus: { LoggingEnabled: { TargetBucket: `of-other-${number}`, TargetPrefix: '' } },
  });
  assert.equal(code, 'InvalidTargetBucketForLogging');
  assert.equal(message, 'The owner for the bucket to be logged and the target bucket must be the same.');
});

test('a list that lets the log delivery group write lets it in, where lists count', async () => {
  await s3('PutBucketOwnershipControls', {
    Bucket: target,
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
  });
  await s3('PutBucketAcl', { Bucket: target, ACL: 'log-delivery-write' });
  await logTo(target);
  await s3('PutObject', { Bucket: source, Key: 'a', Body: '1' });
  assert.equal((await delivered()).lines.length, 1);
});

test('keys by date, of the delivery or of the events', async () => {
  await letIn();
  const folder = `logs/${ACCOUNT}/us-east-1/${source}`;
  for (const [PartitionDateSource, next] of [
    ['DeliveryTime', /2026\/11\/27\/2026-11-27-12-00-00-/],
    ['EventTime', /2026\/11\/27\/2026-11-27-00-00-00-/],
  ] as const) {
    const TargetObjectKeyFormat = { PartitionedPrefix: { PartitionDateSource } };
    await logTo(target, { TargetObjectKeyFormat });
    const { LoggingEnabled } = await s3('GetBucketLogging', { Bucket: source });
    assert.deepEqual(LoggingEnabled, { TargetBucket: target, TargetPrefix: 'logs/', TargetObjectKeyFormat });
    await s3('PutObject', { Bucket: source, Key: 'a', Body: '1' });
    const { keys } = await delivered();
    assert.ok(
      keys.some((key) => key.startsWith(folder) && next.test(key)),
      keys.join(' '),
    );
  }
  assert.equal(cloud.clock.nowMs(), START_MS);
});
