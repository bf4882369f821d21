import assert from 'node:assert/strict';
import { test } from 'node:test';
import { updateBucket } from './buckets.ts';
import type { PutObjectRequest } from './model.ts';
import { createBucket } from './operations/create-bucket.ts';
import { deleteObject } from './operations/delete-object.ts';
import { getObjectLegalHold } from './operations/get-object-legal-hold.ts';
import { getObjectRetention } from './operations/get-object-retention.ts';
import { putBucketVersioning } from './operations/put-bucket-versioning.ts';
import { putObjectLegalHold } from './operations/put-object-legal-hold.ts';
import { putObjectRetention } from './operations/put-object-retention.ts';
import { type Bench, BUCKET, openBench, START_MS } from './s3.fixture.ts';

const DAY_MS = 24 * 3_600_000;
const PROTECTED = { code: 'AccessDenied', message: 'Access Denied because object protected by object lock.' };

async function openLocked(): Promise<Bench> {
  const bench = await openBench();
  await createBucket(bench.context(), { Bucket: BUCKET, ObjectLockEnabledForBucket: true });
  return bench;
}

async function locked(
  bench: Bench,
  mode: 'GOVERNANCE' | 'COMPLIANCE',
): Promise<{ Bucket: string; Key: string; VersionId: string }> {
  const until = { ObjectLockMode: mode, ObjectLockRetainUntilDate: START_MS + DAY_MS };
  const { VersionId = '' } = await bench.put('key', mode, until);
  return { Bucket: BUCKET, Key: 'key', VersionId };
}

test('a retained version stays until its time, and governance can be passed over', async () => {
  await using bench = await openLocked();
  const governed = await locked(bench, 'GOVERNANCE');
  await assert.rejects(deleteObject(bench.context(), governed), PROTECTED);
  await deleteObject(bench.context(), { ...governed, BypassGovernanceRetention: true });
  const complied = await locked(bench, 'COMPLIANCE');
  const bypass = { ...complied, BypassGovernanceRetention: true };
  await assert.rejects(deleteObject(bench.context(), bypass), PROTECTED);
  // A marker on top deletes nothing.
  await deleteObject(bench.context(), { Bucket: BUCKET, Key: 'key' });
  bench.clock.advance(DAY_MS);
  await deleteObject(bench.context(), complied);
});

test('a legal hold keeps a version, whatever its retention', async () => {
  await using bench = await openLocked();
  const { VersionId = '' } = await bench.put('key', 'held', { ObjectLockLegalHoldStatus: 'ON' });
  const of = { Bucket: BUCKET, Key: 'key', VersionId };
  await assert.rejects(deleteObject(bench.context(), { ...of, BypassGovernanceRetention: true }), PROTECTED);
  assert.deepEqual(await getObjectLegalHold(bench.context(), of), { LegalHold: { Status: 'ON' } });
  await putObjectLegalHold(bench.context(), { ...of, LegalHold: { Status: 'OFF' } });
  await deleteObject(bench.context(), of);
});

test('a retention grows; compliance neither shrinks nor goes', async () => {
  await using bench = await openLocked();
  const of = await locked(bench, 'GOVERNANCE');
  const put = (Mode: 'GOVERNANCE' | 'COMPLIANCE', days: number, more: object = {}): Promise<object> =>
    putObjectRetention(bench.context(), {
      ...of,
      Retention: { Mode, RetainUntilDate: START_MS + days * DAY_MS },
      ...more,
    });
  await put('GOVERNANCE', 3);
  await assert.rejects(put('GOVERNANCE', 2), PROTECTED);
  await put('GOVERNANCE', 2, { BypassGovernanceRetention: true });
  await put('COMPLIANCE', 2);
  await assert.rejects(put('COMPLIANCE', 1, { BypassGovernanceRetention: true }), PROTECTED);
  await assert.rejects(put('GOVERNANCE', 9, { BypassGovernanceRetention: true }), PROTECTED);
  await assert.rejects(put('COMPLIANCE', -1), {
    code: 'InvalidArgument',
    message: 'The retain until date must be in the future!',
  });
  const { Retention } = await getObjectRetention(bench.context(), of);
  assert.deepEqual(Retention, { Mode: 'COMPLIANCE', RetainUntilDate: START_MS + 2 * DAY_MS });
});

test('the default retention of a bucket is that of each new version', async () => {
  await using bench = await openLocked();
  const defaultRetention = { mode: 'GOVERNANCE', days: 2 } as const;
  await updateBucket(bench.context(), { Bucket: BUCKET }, (bucket) => ({
    ...bucket,
    objectLock: { defaultRetention },
  }));
  await bench.put('key', 'x');
  const { Retention } = await getObjectRetention(bench.context(), { Bucket: BUCKET, Key: 'key' });
  assert.deepEqual(Retention, { Mode: 'GOVERNANCE', RetainUntilDate: START_MS + 2 * DAY_MS });
});

const BAD: readonly (readonly [Partial<PutObjectRequest>, object])[] = [
  [{ ObjectLockMode: 'GOVERNANCE' }, { code: 'InvalidArgument' }],
  [{ ObjectLockRetainUntilDate: START_MS + DAY_MS }, { code: 'InvalidArgument' }],
  [{ ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: START_MS - 1 }, { code: 'InvalidArgument' }],
];

test('what makes no sense is refused', async () => {
  await using bench = await openLocked();
  for (const [more, error] of BAD) await assert.rejects(bench.put('key', 'x', more), error);
  await bench.put('key', 'x');
  const of = { Bucket: BUCKET, Key: 'key' };
  await assert.rejects(getObjectRetention(bench.context(), of), { code: 'NoSuchObjectLockConfiguration', status: 404 });
  await assert.rejects(getObjectLegalHold(bench.context(), of), { code: 'NoSuchObjectLockConfiguration' });
  await assert.rejects(putObjectRetention(bench.context(), { ...of, Retention: { Mode: 'GOVERNANCE' } }), {
    code: 'MalformedXML',
  });
  const VersioningConfiguration = { Status: 'Suspended' } as const;
  await assert.rejects(putBucketVersioning(bench.context(), { Bucket: BUCKET, VersioningConfiguration }), {
    code: 'InvalidBucketState',
    status: 409,
  });
});
