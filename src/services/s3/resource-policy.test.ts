/** Who may, by a bucket's policy and what is blocked of public access. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ALICE, BOB, type Caller, decision, NOBODY, policyText } from './access.fixture.ts';
import { canonicalUserId } from './buckets.ts';
import { deleteBucketPolicy } from './operations/delete-bucket-policy.ts';
import { putBucketPolicy } from './operations/put-bucket-policy.ts';
import { putPublicAccessBlock } from './operations/put-public-access-block.ts';
import { type Bench, BUCKET, openBench, OTHER_ACCOUNT } from './s3.fixture.ts';

const ALL = 'arn:aws:s3:::bench/*';
const GET = { Bucket: BUCKET, Key: 'a' };
const OPEN = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: ALL };
const DENIED = 'Access Denied';
const BOB_OR_ACCOUNT = `arn:aws:iam::${OTHER_ACCOUNT}:root`;

async function bucketWith(bench: Bench, ...statements: readonly object[]): Promise<void> {
  await bench.createBucket();
  await unblock(bench);
  if (statements.length > 0)
    await putBucketPolicy(bench.context(), { Bucket: BUCKET, Policy: policyText(...statements) });
}

async function unblock(bench: Bench): Promise<void> {
  await putPublicAccessBlock(bench.context(), { Bucket: BUCKET, PublicAccessBlockConfiguration: {} });
}

const denial = (action: string, resource: string, why: string): string =>
  `User: ${ALICE.arn} is not authorized to perform: ${action} on resource: "${resource}" ${why}`;

interface Case {
  readonly name: string;
  readonly statements: readonly object[];
  readonly caller: Caller;
  readonly answer: string;
  readonly operation?: 'GetObject' | 'PutObject' | 'ListObjectsV2';
  readonly input?: object;
}

const NO_POLICY = 'because no identity-based policy allows the s3:GetObject action';
const cases: readonly Case[] = [
  { name: 'nobody, without a policy', statements: [], caller: { principal: NOBODY }, answer: DENIED },
  { name: 'nobody, where everybody may', statements: [OPEN], caller: { principal: NOBODY }, answer: 'allowed' },
  {
    name: 'nobody, another action',
    statements: [OPEN],
    caller: { principal: NOBODY },
    operation: 'PutObject',
    answer: DENIED,
  },
  {
    name: 'a user of the account by her own policy',
    statements: [],
    caller: { principal: ALICE, allowed: 's3:GetObject' },
    answer: 'allowed',
  },
  {
    name: 'a user of the account without one',
    statements: [],
    caller: { principal: ALICE },
    answer: denial('s3:GetObject', 'arn:aws:s3:::bench/a', NO_POLICY),
  },
  {
    name: 'a user of the account by the bucket alone',
    statements: [{ ...OPEN, Principal: { AWS: ALICE.arn } }],
    caller: { principal: ALICE },
    answer: 'allowed',
  },
  {
    name: 'a user of the account that the bucket denies',
    statements: [{ ...OPEN, Effect: 'Deny' }],
    caller: { principal: ALICE, allowed: 's3:*' },
    answer: denial('s3:GetObject', 'arn:aws:s3:::bench/a', 'with an explicit deny in a resource-based policy'),
  },
  {
    name: 'another account by its own policy alone',
    statements: [],
    caller: { principal: BOB, allowed: 's3:*' },
    answer: DENIED,
  },
  {
    name: 'another account by the bucket alone',
    statements: [{ ...OPEN, Principal: { AWS: BOB_OR_ACCOUNT } }],
    caller: { principal: BOB },
    answer: DENIED,
  },
  {
    name: 'another account by both',
    statements: [{ ...OPEN, Principal: { AWS: BOB_OR_ACCOUNT } }],
    caller: { principal: BOB, allowed: 's3:*' },
    answer: 'allowed',
  },
  {
    name: 'another account by its canonical user',
    statements: [{ ...OPEN, Principal: { CanonicalUser: canonicalUserId(OTHER_ACCOUNT) } }],
    caller: { principal: BOB, allowed: 's3:*' },
    answer: 'allowed',
  },
  {
    name: 'another account that the bucket denies',
    statements: [OPEN, { ...OPEN, Effect: 'Deny', Principal: { AWS: BOB.arn } }],
    caller: { principal: BOB, allowed: 's3:*' },
    answer: DENIED,
  },
  {
    name: 'a prefix of a listing',
    statements: [listing('StringEquals', 's3:prefix', 'home/')],
    caller: { principal: NOBODY },
    operation: 'ListObjectsV2',
    input: { Bucket: BUCKET, Prefix: 'home/' },
    answer: 'allowed',
  },
  {
    name: 'another prefix of a listing',
    statements: [listing('StringEquals', 's3:prefix', 'home/')],
    caller: { principal: NOBODY },
    operation: 'ListObjectsV2',
    input: { Bucket: BUCKET, Prefix: '' },
    answer: DENIED,
  },
  {
    name: 'a delimiter',
    statements: [listing('StringEquals', 's3:delimiter', '/')],
    caller: { principal: NOBODY },
    operation: 'ListObjectsV2',
    input: { Bucket: BUCKET, Delimiter: '/' },
    answer: 'allowed',
  },
  {
    name: 'as many keys as are allowed',
    statements: [listing('NumericLessThanEquals', 's3:max-keys', '10')],
    caller: { principal: NOBODY },
    operation: 'ListObjectsV2',
    input: { Bucket: BUCKET, MaxKeys: 10 },
    answer: 'allowed',
  },
  {
    name: 'more keys than are allowed',
    statements: [listing('NumericLessThanEquals', 's3:max-keys', '10')],
    caller: { principal: NOBODY },
    operation: 'ListObjectsV2',
    input: { Bucket: BUCKET, MaxKeys: 11 },
    answer: DENIED,
  },
  {
    name: 'a version',
    statements: [{ ...OPEN, Action: 's3:GetObjectVersion', Condition: { StringEquals: { 's3:VersionId': 'null' } } }],
    caller: { principal: NOBODY },
    input: { ...GET, VersionId: 'null' },
    answer: 'allowed',
  },
  {
    name: 'encryption that was asked for',
    statements: [putting('s3:x-amz-server-side-encryption', 'AES256')],
    caller: { principal: NOBODY },
    operation: 'PutObject',
    input: { ...GET, ServerSideEncryption: 'AES256' },
    answer: 'allowed',
  },
  {
    name: 'encryption that was not asked for',
    statements: [putting('s3:x-amz-server-side-encryption', 'AES256')],
    caller: { principal: NOBODY },
    operation: 'PutObject',
    answer: DENIED,
  },
  {
    name: 'a storage class',
    statements: [putting('s3:x-amz-storage-class', 'STANDARD_IA')],
    caller: { principal: NOBODY },
    operation: 'PutObject',
    input: { ...GET, StorageClass: 'STANDARD_IA' },
    answer: 'allowed',
  },
  {
    name: 'a condition of the write',
    statements: [putting('s3:if-none-match', '*')],
    caller: { principal: NOBODY },
    operation: 'PutObject',
    input: { ...GET, IfNoneMatch: '*' },
    answer: 'allowed',
  },
];

function listing(operator: string, key: string, value: string): object {
  return {
    ...OPEN,
    Action: 's3:ListBucket',
    Resource: 'arn:aws:s3:::bench',
    Condition: { [operator]: { [key]: value } },
  };
}

function putting(key: string, value: string): object {
  return { ...OPEN, Action: 's3:PutObject', Condition: { StringEquals: { [key]: value } } };
}

describe('who may', () => {
  for (const { name, statements, caller, operation = 'GetObject', input = GET, answer } of cases) {
    test(`${name}: ${answer === 'allowed' ? 'allowed' : 'denied'}`, async () => {
      await using bench = await openBench();
      await bucketWith(bench, ...statements);
      assert.equal(await decision(bench, caller, operation, input), answer);
    });
  }
});

test('a policy is out of force as soon as it is deleted', async () => {
  await using bench = await openBench();
  await bucketWith(bench, OPEN);
  assert.equal(await decision(bench, { principal: NOBODY }, 'GetObject', GET), 'allowed');
  await deleteBucketPolicy(bench.context(), { Bucket: BUCKET });
  assert.equal(await decision(bench, { principal: NOBODY }, 'GetObject', GET), DENIED);
});

describe('RestrictPublicBuckets', () => {
  const RESTRICT = { RestrictPublicBuckets: true };
  for (const level of ['bucket', 'account'] as const) {
    test(`of the ${level}: a public policy is for the owner's account alone`, async () => {
      await using bench = await openBench();
      await bucketWith(bench, OPEN);
      if (level === 'bucket') {
        await putPublicAccessBlock(bench.context(), { Bucket: BUCKET, PublicAccessBlockConfiguration: RESTRICT });
      } else {
        const { accounts } = bench.s3.service.parts.buckets;
        const block = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, ...RESTRICT };
        await accounts.setPublicAccess(bench.context(), bench.context().accountId, block);
      }
      assert.equal(await decision(bench, { principal: NOBODY }, 'GetObject', GET), DENIED);
      assert.equal(await decision(bench, { principal: BOB, allowed: 's3:*' }, 'GetObject', GET), DENIED);
      assert.equal(await decision(bench, { principal: ALICE }, 'GetObject', GET), 'allowed');
      await unblock(bench);
      if (level === 'bucket') assert.equal(await decision(bench, { principal: NOBODY }, 'GetObject', GET), 'allowed');
    });
  }

  test('a policy that names another account is not public', async () => {
    await using bench = await openBench();
    await bench.createBucket();
    const Policy = policyText({ ...OPEN, Principal: { AWS: BOB_OR_ACCOUNT } });
    await putBucketPolicy(bench.context(), { Bucket: BUCKET, Policy });
    assert.equal(await decision(bench, { principal: BOB, allowed: 's3:*' }, 'GetObject', GET), 'allowed');
  });
});
