/** Who may, as people set it up: a public website by the AWS CLI, another account by both policies, a bucket as Terraform reads it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import * as s3Sdk from '@aws-sdk/client-s3';
import {
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  ListTagsForResourceCommand,
  PutPublicAccessBlockCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-s3-control';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { type Clients, clientsOf } from '../clients.ts';
import { callAws, cliV1 } from './aws.ts';
import { virga } from './command-line.ts';
import { makeFolder, type S3Cloud, startS3Cloud } from './s3-story.ts';

const ACCOUNT = '000000000000';
const OTHER = '111111111111';

let folder: string;
let cloud: S3Cloud;
let admin: Clients;

before(async () => {
  folder = makeFolder();
  cloud = await startS3Cloud();
  admin = clientsOf(cloud.environment);
});

after(async () => {
  admin.close();
  await cloud.stop();
  rmSync(folder, { recursive: true, force: true });
});

function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** Status and body, without a signature. */
async function curl(url: string, ...words: string[]): Promise<readonly [status: number, body: string]> {
  const { stdout } = await promisify(execFile)('curl', ['-s', '-w', '\n%{http_code}', ...words, url]);
  const at = stdout.lastIndexOf('\n');
  return [Number(stdout.slice(at + 1)), stdout.slice(0, at)];
}

test('a public website: nobody comes in until the block is off and a policy lets everybody in', async () => {
  const s3api = async (...words: string[]): Promise<string> => {
    const { code, out, err } = await callAws(cliV1(), cloud.environment, ['s3api', ...words]);
    return code === 0 ? out : err;
  };
  const index = path.join(folder, 'index.html');
  writeFileSync(index, '<h1>hello</h1>');
  const bucket = ['--bucket', 'site'];
  await s3api('create-bucket', ...bucket);
  await s3api('put-object', ...bucket, '--key', 'index.html', '--body', index, '--content-type', 'text/html');
  assert.equal((await curl(`${cloud.http}/site/index.html`))[0], 403);
  // How clients find out where a bucket is: with no keys at all.
  const head = await fetch(`${cloud.http}/site`, { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers.get('x-amz-bucket-region')], [403, 'us-east-1']);

  const open = policy({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::site/*' });
  const refused = await s3api('put-bucket-policy', ...bucket, '--policy', open);
  assert.match(refused, /public policies are blocked by the BlockPublicPolicy block public access setting/);
  assert.equal(await s3api('delete-public-access-block', ...bucket), '');
  assert.equal(await s3api('put-bucket-policy', ...bucket, '--policy', open), '');
  assert.match(await s3api('get-bucket-policy-status', ...bucket), /"IsPublic": true/);
  assert.deepEqual(await curl(`${cloud.http}/site/index.html`), [200, '<h1>hello</h1>']);
  // Who may not list is not told that it is not there.
  const [status, body] = await curl(`${cloud.http}/site/missing.html`);
  assert.deepEqual([status, /<Code>AccessDenied<\/Code><Message>Access Denied<\/Message>/.test(body)], [403, true]);
  assert.equal((await curl(`${cloud.http}/site/index.html`, '-X', 'DELETE'))[0], 403);
  assert.equal((await curl(`${cloud.http}/site`))[0], 403);

  const site = { IndexDocument: { Suffix: 'index.html' } };
  assert.equal(await s3api('put-bucket-website', ...bucket, '--website-configuration', JSON.stringify(site)), '');
  const host = ['-H', 'Host: site.s3-website.localhost'];
  assert.deepEqual(await curl(`${cloud.http}/`, ...host), [200, '<h1>hello</h1>']);
  assert.equal((await curl(`${cloud.http}/missing`, ...host))[0], 403);

  const cors = { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['https://example.com'] }] };
  assert.equal(await s3api('put-bucket-cors', ...bucket, '--cors-configuration', JSON.stringify(cors)), '');
  const { headers } = await fetch(`${cloud.http}/site/index.html`, { headers: { origin: 'https://example.com' } });
  assert.equal(headers.get('access-control-allow-origin'), 'https://example.com');
});

test('another account: in where both its own policy and the bucket’s allow', async () => {
  const { code, out, err } = await virga('accounts', 'create', '--account-id', OTHER, '--data', cloud.cloud.dataFolder);
  assert.equal(code, 0, err);
  const key = (name: string): string => new RegExp(`${name}=(\\S+)`).exec(out)?.[1] ?? '';
  const other = clientsOf({
    ...cloud.environment,
    AWS_ACCESS_KEY_ID: key('AWS_ACCESS_KEY_ID'),
    AWS_SECRET_ACCESS_KEY: key('AWS_SECRET_ACCESS_KEY'),
  });
  try {
    await admin.s3.send(new s3Sdk.CreateBucketCommand({ Bucket: 'shared' }));
    await admin.s3.send(new s3Sdk.PutObjectCommand({ Bucket: 'shared', Key: 'in/a', Body: 'a' }));
    const get = (Key: string): Promise<unknown> => other.s3.send(new s3Sdk.GetObjectCommand({ Bucket: 'shared', Key }));
    await assert.rejects(get('in/a'), { name: 'AccessDenied', message: 'Access Denied' });
    const statement = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${OTHER}:root` } };
    const Policy = policy(
      { ...statement, Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::shared/in/*' },
      {
        ...statement,
        Action: 's3:ListBucket',
        Resource: 'arn:aws:s3:::shared',
        Condition: { StringLike: { 's3:prefix': 'in/*' } },
      },
    );
    await admin.s3.send(new s3Sdk.PutBucketPolicyCommand({ Bucket: 'shared', Policy }));
    await get('in/a');
    await other.s3.send(new s3Sdk.PutObjectCommand({ Bucket: 'shared', Key: 'in/b', Body: 'b' }));
    await assert.rejects(get('out/a'), { name: 'AccessDenied' });
    const list = (Prefix: string) => other.s3.send(new s3Sdk.ListObjectsV2Command({ Bucket: 'shared', Prefix }));
    assert.equal((await list('in/')).KeyCount, 2);
    await assert.rejects(list('out/'), { name: 'AccessDenied' });
    // What the other account wrote belongs to the bucket's owner.
    await admin.s3.send(new s3Sdk.DeleteObjectCommand({ Bucket: 'shared', Key: 'in/b' }));
  } finally {
    other.close();
  }
});

test('the account blocks public access for all of its buckets', async () => {
  const AccountId = ACCOUNT;
  const object = `${cloud.http}/blocked/a`;
  const Bucket = 'blocked';
  await admin.s3.send(new s3Sdk.CreateBucketCommand({ Bucket }));
  await admin.s3.send(new s3Sdk.DeletePublicAccessBlockCommand({ Bucket }));
  await admin.s3.send(new s3Sdk.PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
  const Policy = policy({
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::blocked/*',
  });
  await admin.s3.send(new s3Sdk.PutBucketPolicyCommand({ Bucket, Policy }));
  assert.equal((await curl(object))[0], 200);
  const none = { name: 'NoSuchPublicAccessBlockConfiguration' };
  await assert.rejects(admin.s3Control.send(new GetPublicAccessBlockCommand({ AccountId })), none);
  const PublicAccessBlockConfiguration = { RestrictPublicBuckets: true };
  await admin.s3Control.send(new PutPublicAccessBlockCommand({ AccountId, PublicAccessBlockConfiguration }));
  assert.equal((await curl(object))[0], 403);
  await admin.s3Control.send(new DeletePublicAccessBlockCommand({ AccountId }));
  assert.equal((await curl(object))[0], 200);
});

test('a policy may refuse presigned URLs', async () => {
  const object = { Bucket: 'unsigned', Key: 'a' };
  await admin.s3.send(new s3Sdk.CreateBucketCommand({ Bucket: 'unsigned' }));
  await admin.s3.send(new s3Sdk.PutObjectCommand({ ...object, Body: 'a' }));
  const url = await getSignedUrl(admin.s3, new s3Sdk.GetObjectCommand(object));
  assert.equal((await curl(url))[0], 200);
  const denied = { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::unsigned/*' };
  const Policy = policy({ ...denied, Condition: { StringEquals: { 's3:authType': 'REST-QUERY-STRING' } } });
  await admin.s3.send(new s3Sdk.PutBucketPolicyCommand({ Bucket: 'unsigned', Policy }));
  const [status, body] = await curl(url);
  assert.equal(status, 403);
  assert.match(body, /with an explicit deny in a resource-based policy/);
  await admin.s3.send(new s3Sdk.GetObjectCommand(object));
});

test('a policy may ask for a version of TLS', async () => {
  const Bucket = 'modern';
  await admin.s3.send(new s3Sdk.CreateBucketCommand({ Bucket }));
  await admin.s3.send(new s3Sdk.PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
  await admin.s3.send(new s3Sdk.DeletePublicAccessBlockCommand({ Bucket }));
  const all = { Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::modern/*' };
  const old = { ...all, Effect: 'Deny', Condition: { NumericLessThan: { 's3:TlsVersion': '1.3' } } };
  await admin.s3.send(new s3Sdk.PutBucketPolicyCommand({ Bucket, Policy: policy({ ...all, Effect: 'Allow' }, old) }));
  const trusting = ['--cacert', cloud.caFile];
  assert.deepEqual(await curl(`${cloud.https}/modern/a`, ...trusting), [200, 'a']);
  assert.equal((await curl(`${cloud.https}/modern/a`, ...trusting, '--tls-max', '1.2'))[0], 403);
});

test('a bucket as Terraform reads it: each configuration that is not there has an error of its own', async () => {
  const Bucket = 'terraformed';
  await admin.s3.send(new s3Sdk.CreateBucketCommand({ Bucket }));
  const read = async (name: string): Promise<unknown> => {
    const command = (s3Sdk as unknown as Record<string, new (input: object) => s3Sdk.GetBucketPolicyCommand>)[
      `${name}Command`
    ];
    assert.ok(command, name);
    try {
      const { $metadata: _metadata, ...answer } = await admin.s3.send(new command({ Bucket }));
      return answer;
    } catch (error) {
      return (error as Error).name;
    }
  };
  const FULL = 'FULL_CONTROL';
  const expected: Readonly<Record<string, unknown>> = {
    GetBucketPolicy: 'NoSuchBucketPolicy',
    GetBucketCors: 'NoSuchCORSConfiguration',
    GetBucketWebsite: 'NoSuchWebsiteConfiguration',
    GetBucketVersioning: {},
    GetBucketAccelerateConfiguration: {},
    GetBucketRequestPayment: { Payer: 'BucketOwner' },
    GetBucketLogging: {},
    GetBucketLifecycleConfiguration: 'NoSuchLifecycleConfiguration',
    GetBucketReplication: 'ReplicationConfigurationNotFoundError',
    GetObjectLockConfiguration: 'ObjectLockConfigurationNotFoundError',
    GetBucketTagging: 'NoSuchTagSet',
    GetBucketNotificationConfiguration: {},
    GetBucketLocation: {},
  };
  for (const [name, answer] of Object.entries(expected)) assert.deepEqual(await read(name), answer, name);
  const { Grants, Owner } = await admin.s3.send(new s3Sdk.GetBucketAclCommand({ Bucket }));
  assert.deepEqual(
    Grants?.map(({ Grantee, Permission }) => [Grantee?.ID, Permission]),
    [[Owner?.ID, FULL]],
  );
  const { ServerSideEncryptionConfiguration } = await admin.s3.send(new s3Sdk.GetBucketEncryptionCommand({ Bucket }));
  const [rule] = ServerSideEncryptionConfiguration?.Rules ?? [];
  assert.equal(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm, 'AES256');
});

test('tags of a bucket by S3 Control, at the account’s own host, and by S3: they are the same', async () => {
  const Bucket = 'tagged';
  const named = { AccountId: ACCOUNT, ResourceArn: `arn:aws:s3:::${Bucket}` };
  await admin.s3.send(new s3Sdk.CreateBucketCommand({ Bucket }));
  const tags = async () => (await admin.s3Control.send(new ListTagsForResourceCommand(named))).Tags;
  assert.deepEqual(await tags(), []);
  const Tags = [
    { Key: 'team', Value: 'a' },
    { Key: 'stage', Value: 'test' },
  ];
  await admin.s3Control.send(new TagResourceCommand({ ...named, Tags }));
  await admin.s3Control.send(new TagResourceCommand({ ...named, Tags: [{ Key: 'team', Value: 'b' }] }));
  await admin.s3Control.send(new UntagResourceCommand({ ...named, TagKeys: ['stage', 'none'] }));
  assert.deepEqual(await tags(), [{ Key: 'team', Value: 'b' }]);
  assert.deepEqual((await admin.s3.send(new s3Sdk.GetBucketTaggingCommand({ Bucket }))).TagSet, await tags());
  await admin.s3.send(new s3Sdk.DeleteBucketTaggingCommand({ Bucket }));
  assert.deepEqual(await tags(), []);
  const wrong = [
    [{ ...named, AccountId: OTHER }, 'AccessDenied'],
    [{ ...named, ResourceArn: 'arn:aws:s3:::not-there' }, 'NoSuchBucket'],
    [{ ...named, ResourceArn: `arn:aws:s3:us-east-1:${ACCOUNT}:accesspoint/a` }, 'NotImplemented'],
    [{ ...named, ResourceArn: 'arn:aws:sqs:::a' }, 'InvalidRequestException'],
  ] as const;
  for (const [input, name] of wrong) {
    await assert.rejects(admin.s3Control.send(new ListTagsForResourceCommand(input)), { name }, name);
  }
  const reserved = new TagResourceCommand({ ...named, Tags: [{ Key: 'aws:x', Value: '' }] });
  await assert.rejects(admin.s3Control.send(reserved), { name: 'InvalidTag' });
});
