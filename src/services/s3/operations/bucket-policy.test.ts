/** The operations on policies, public access blocks and ownership. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ALICE, decision, policyText } from '../access.fixture.ts';
import { ACCOUNT, type Bench, BUCKET, openBench } from '../s3.fixture.ts';
import { deleteBucketOwnershipControls } from './delete-bucket-ownership-controls.ts';
import { deleteBucketPolicy } from './delete-bucket-policy.ts';
import { deletePublicAccessBlock } from './delete-public-access-block.ts';
import { getBucketOwnershipControls } from './get-bucket-ownership-controls.ts';
import { getBucketPolicyStatus } from './get-bucket-policy-status.ts';
import { getBucketPolicy } from './get-bucket-policy.ts';
import { getPublicAccessBlock } from './get-public-access-block.ts';
import { putBucketOwnershipControls } from './put-bucket-ownership-controls.ts';
import { putBucketPolicy } from './put-bucket-policy.ts';
import { putPublicAccessBlock } from './put-public-access-block.ts';

const Bucket = BUCKET;
const OPEN = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bench/*' };
const OWN = { ...OPEN, Principal: { AWS: ACCOUNT } };

const put = (bench: Bench, ...statements: readonly object[]): Promise<unknown> =>
  putBucketPolicy(bench.context(), { Bucket, Policy: policyText(...statements) });

test('a policy is kept as it was put, replaced, and deleted', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const none = { code: 'NoSuchBucketPolicy', status: 404, message: 'The bucket policy does not exist' };
  await assert.rejects(getBucketPolicy(bench.context(), { Bucket }), none);
  await assert.rejects(getBucketPolicyStatus(bench.context(), { Bucket }), none);
  await put(bench, OWN);
  assert.deepEqual(await getBucketPolicy(bench.context(), { Bucket }), { Policy: policyText(OWN) });
  assert.deepEqual(await getBucketPolicyStatus(bench.context(), { Bucket }), { PolicyStatus: { IsPublic: false } });
  await put(bench, { ...OWN, Sid: 'second' });
  assert.match((await getBucketPolicy(bench.context(), { Bucket })).Policy ?? '', /second/);
  await deleteBucketPolicy(bench.context(), { Bucket });
  await deleteBucketPolicy(bench.context(), { Bucket });
  await assert.rejects(getBucketPolicy(bench.context(), { Bucket }), none);
});

test('principals that are not there are refused', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const wrong = { code: 'MalformedPolicy', message: 'Invalid principal in policy' };
  await assert.rejects(put(bench, { ...OPEN, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/nobody` } }), wrong);
  await assert.rejects(put(bench, { ...OPEN, Principal: { CanonicalUser: 'a'.repeat(64) } }), wrong);
  // Accounts that are not in this cloud may exist: they are let in once they call.
  await put(bench, { ...OPEN, Principal: { AWS: 'arn:aws:iam::127311923021:root' } });
});

test('who is made anew under a name is not let in', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  await put(bench, { ...OPEN, Principal: { AWS: ALICE.arn } });
  const get = { Bucket, Key: 'a' };
  assert.equal(await decision(bench, { principal: ALICE }, 'GetObject', get), 'allowed');
  const again = { ...ALICE, userId: 'AIDAANOTHERALICE00000' };
  assert.notEqual(await decision(bench, { principal: again }, 'GetObject', get), 'allowed');
});

test('a public policy is refused until public policies are not blocked', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  await assert.rejects(put(bench, OPEN), {
    code: 'AccessDenied',
    status: 403,
    message: `User: arn:aws:iam::${ACCOUNT}:root is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::bench" because public policies are blocked by the BlockPublicPolicy block public access setting.`,
  });
  await putPublicAccessBlock(bench.context(), { Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } });
  await put(bench, OPEN);
  assert.deepEqual(await getBucketPolicyStatus(bench.context(), { Bucket }), { PolicyStatus: { IsPublic: true } });
  const block = {
    BlockPublicAcls: false,
    IgnorePublicAcls: false,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: false,
  };
  await bench.s3.service.parts.buckets.accounts.setPublicAccess(bench.context(), ACCOUNT, block);
  await assert.rejects(put(bench, OPEN), { code: 'AccessDenied' });
});

describe('root of the account', () => {
  for (const operation of ['GetBucketPolicy', 'PutBucketPolicy', 'DeleteBucketPolicy'] as const) {
    test(`may always ${operation}`, async () => {
      await using bench = await openBench();
      await bench.createBucket();
      await put(bench, { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::bench' });
      const { principal } = bench.context();
      assert.equal(await decision(bench, { principal }, operation, { Bucket }), 'allowed');
      assert.match(
        await decision(bench, { principal }, 'ListObjectsV2', { Bucket }),
        /explicit deny in a resource-based/,
      );
      assert.match(
        await decision(bench, { principal: ALICE, allowed: 's3:*' }, operation, { Bucket }),
        /explicit deny/,
      );
    });
  }
});

test('the public access block: all of it on new buckets', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const of = (on: boolean): object => ({
    BlockPublicAcls: on,
    IgnorePublicAcls: on,
    BlockPublicPolicy: on,
    RestrictPublicBuckets: on,
  });
  const get = (): Promise<unknown> => getPublicAccessBlock(bench.context(), { Bucket });
  assert.deepEqual(await get(), { PublicAccessBlockConfiguration: of(true) });
  await putPublicAccessBlock(bench.context(), { Bucket, PublicAccessBlockConfiguration: {} });
  assert.deepEqual(await get(), { PublicAccessBlockConfiguration: of(false) });
  await deletePublicAccessBlock(bench.context(), { Bucket });
  await deletePublicAccessBlock(bench.context(), { Bucket });
  await assert.rejects(get(), {
    code: 'NoSuchPublicAccessBlockConfiguration',
    message: 'The public access block configuration was not found',
    fields: { BucketName: BUCKET },
  });
});

test('ownership: by default the bucket owner has everything', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const get = (): Promise<unknown> => getBucketOwnershipControls(bench.context(), { Bucket });
  assert.deepEqual(await get(), { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } });
  const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] };
  await putBucketOwnershipControls(bench.context(), { Bucket, OwnershipControls });
  assert.deepEqual(await get(), { OwnershipControls });
  const two = { Rules: [...OwnershipControls.Rules, ...OwnershipControls.Rules] };
  for (const wrong of [{ Rules: [] }, two]) {
    const answer = putBucketOwnershipControls(bench.context(), { Bucket, OwnershipControls: wrong });
    await assert.rejects(answer, { code: 'MalformedXML' });
  }
  await deleteBucketOwnershipControls(bench.context(), { Bucket });
  await assert.rejects(get(), { code: 'OwnershipControlsNotFoundError', status: 404 });
});
