import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CreateBucketRequest } from '../model.ts';
import { type Bench, openBench, OTHER_ACCOUNT } from '../s3.fixture.ts';
import { createBucket } from './create-bucket.ts';
import { deleteBucket } from './delete-bucket.ts';
import { getBucketLocation } from './get-bucket-location.ts';
import { getBucketVersioning } from './get-bucket-versioning.ts';
import { headBucket } from './head-bucket.ts';
import { listBuckets } from './list-buckets.ts';
import { putBucketVersioning } from './put-bucket-versioning.ts';

type Constraint = NonNullable<NonNullable<CreateBucketRequest['CreateBucketConfiguration']>['LocationConstraint']>;

function create(bench: Bench, Bucket: string, region: string, constraint?: string): ReturnType<typeof createBucket> {
  const configuration = { CreateBucketConfiguration: { LocationConstraint: constraint as Constraint } };
  return createBucket(bench.context({ region }), { Bucket, ...(constraint !== undefined && configuration) });
}

const NAMES: readonly (readonly [string, boolean])[] = [
  ['abc', true],
  ['my.bucket-1', true],
  ['a'.repeat(63), true],
  ['ab', false],
  ['a'.repeat(64), false],
  ['Upper', false],
  ['under_score', false],
  ['two..dots', false],
  ['-dash', false],
  ['dash-', false],
  ['192.168.5.4', false],
  ['xn--bucket', false],
  ['bucket-s3alias', false],
  ['bucket--x-s3', false],
];

test('names that a bucket can have', async () => {
  await using bench = await openBench();
  for (const [name, valid] of NAMES) {
    if (valid) await create(bench, name, 'us-east-1');
    else await assert.rejects(create(bench, name, 'us-east-1'), { code: 'InvalidBucketName', status: 400 }, name);
  }
});

const PLACES: readonly (readonly [string, string | undefined, string | object])[] = [
  ['us-east-1', undefined, ''],
  ['us-east-1', 'eu-west-1', 'eu-west-1'],
  ['us-east-1', 'EU', 'eu-west-1'],
  ['eu-west-1', 'eu-west-1', 'eu-west-1'],
  ['us-east-1', 'us-east-1', { code: 'InvalidLocationConstraint', status: 400 }],
  ['us-east-1', 'nowhere', { code: 'InvalidLocationConstraint' }],
  ['eu-west-1', undefined, { code: 'IllegalLocationConstraintException', status: 400 }],
  ['eu-west-1', 'us-west-2', { code: 'IllegalLocationConstraintException' }],
];

test('the region of a bucket is that of its constraint, which the endpoint must have', async () => {
  await using bench = await openBench();
  for (const [at, [region, constraint, wanted]] of PLACES.entries()) {
    const Bucket = `bucket-${at}`;
    if (typeof wanted !== 'string') {
      await assert.rejects(create(bench, Bucket, region, constraint), wanted, `${region} ${constraint}`);
      continue;
    }
    await create(bench, Bucket, region, constraint);
    // From any region.
    const elsewhere = bench.context({ region: 'ap-south-1' });
    assert.equal((await getBucketLocation(elsewhere, { Bucket })).LocationConstraint ?? '', wanted);
    assert.equal((await headBucket(elsewhere, { Bucket })).BucketRegion, wanted || 'us-east-1');
  }
});

test('a name is taken by one account; only in us-east-1 may its owner make it again', async () => {
  await using bench = await openBench();
  await create(bench, 'taken', 'us-east-1');
  await create(bench, 'taken', 'us-east-1');
  await create(bench, 'taken-eu', 'eu-west-1', 'eu-west-1');
  await assert.rejects(create(bench, 'taken-eu', 'eu-west-1', 'eu-west-1'), { name: 'BucketAlreadyOwnedByYou' });
  const other = bench.context({ accountId: OTHER_ACCOUNT });
  await assert.rejects(createBucket(other, { Bucket: 'taken' }), { name: 'BucketAlreadyExists' });
  await assert.rejects(headBucket(other, { Bucket: 'taken', ExpectedBucketOwner: OTHER_ACCOUNT }), {
    code: 'AccessDenied',
  });
  await assert.rejects(headBucket(other, { Bucket: 'nobody' }), { name: 'NoSuchBucket' });
});

test('an account lists its buckets by name, in pages, by prefix and region', async () => {
  await using bench = await openBench();
  for (const name of ['beta', 'alpha', 'gamma']) await create(bench, name, 'us-east-1');
  await create(bench, 'delta', 'eu-west-1', 'eu-west-1');
  const names = async (input: object): Promise<readonly (string | undefined)[]> =>
    ((await listBuckets(bench.context(), input)).Buckets ?? []).map(({ Name }) => Name);
  assert.deepEqual(await names({}), ['alpha', 'beta', 'delta', 'gamma']);
  assert.deepEqual(await names({ Prefix: 'b' }), ['beta']);
  assert.deepEqual(await names({ BucketRegion: 'eu-west-1' }), ['delta']);
  const first = await listBuckets(bench.context(), { MaxBuckets: 3 });
  assert.equal(first.Buckets?.length, 3);
  assert.deepEqual(await names({ MaxBuckets: 3, ContinuationToken: first.ContinuationToken }), ['gamma']);
  await assert.rejects(listBuckets(bench.context(), { ContinuationToken: '?' }), { code: 'InvalidArgument' });
  assert.deepEqual((await listBuckets(bench.context({ accountId: OTHER_ACCOUNT }), {})).Buckets, []);
});

test('a bucket that is made again holds nothing of the first', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const Bucket = 'bench';
  await putBucketVersioning(bench.context(), { Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  await deleteBucket(bench.context(), { Bucket });
  await assert.rejects(bench.put('key', 'x'), { name: 'NoSuchBucket' });
  await bench.createBucket();
  assert.deepEqual(await getBucketVersioning(bench.context(), { Bucket }), {});
  await bench.put('key', 'x');
  await assert.rejects(deleteBucket(bench.context(), { Bucket }), { code: 'BucketNotEmpty', status: 409 });
});
