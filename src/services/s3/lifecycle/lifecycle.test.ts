/** Lifecycle rules: what is kept and refused of them, when they take effect, and what a sweep then does. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LifecycleRule } from '../model.ts';
import { copyObject } from '../operations/copy-object.ts';
import { createMultipartUpload } from '../operations/create-multipart-upload.ts';
import { deleteBucketLifecycle } from '../operations/delete-bucket-lifecycle.ts';
import { deleteObject } from '../operations/delete-object.ts';
import { getBucketLifecycleConfiguration } from '../operations/get-bucket-lifecycle-configuration.ts';
import { headObject } from '../operations/head-object.ts';
import { listMultipartUploads } from '../operations/list-multipart-uploads.ts';
import { listParts } from '../operations/list-parts.ts';
import { listObjectVersions } from '../operations/list-object-versions.ts';
import { listObjectsV2 } from '../operations/list-objects-v2.ts';
import { putBucketLifecycleConfiguration } from '../operations/put-bucket-lifecycle-configuration.ts';
import { putBucketVersioning } from '../operations/put-bucket-versioning.ts';
import { putObjectLegalHold } from '../operations/put-object-legal-hold.ts';
import { putObjectLockConfiguration } from '../operations/put-object-lock-configuration.ts';
import { type Bench, BUCKET, openBench } from '../s3.fixture.ts';
import { DAY_MS, dueAfterDays } from './dates.ts';

const Bucket = BUCKET;
const ALL: LifecycleRule = { ID: 'rule', Filter: { Prefix: '' }, Status: 'Enabled' };

async function bucketWith(...rules: readonly LifecycleRule[]): Promise<Bench> {
  const bench = await openBench();
  await bench.createBucket();
  await putRules(bench, rules);
  return bench;
}

async function putRules(bench: Bench, Rules: readonly object[], more: object = {}): Promise<void> {
  const LifecycleConfiguration = { Rules: Rules as readonly LifecycleRule[] };
  await putBucketLifecycleConfiguration(bench.context(), { Bucket, LifecycleConfiguration, ...more });
}

async function version(bench: Bench): Promise<void> {
  await putBucketVersioning(bench.context(), { Bucket, VersioningConfiguration: { Status: 'Enabled' } });
}

async function keysOf(bench: Bench): Promise<readonly string[]> {
  const { Contents = [] } = await listObjectsV2(bench.context(), { Bucket });
  return Contents.map(({ Key = '' }) => Key);
}

/** The newest first: versions and markers of all keys. */
async function versionsOf(bench: Bench): Promise<readonly string[]> {
  const { Versions = [], DeleteMarkers = [] } = await listObjectVersions(bench.context(), { Bucket });
  const markers = DeleteMarkers.map(({ Key }) => `${Key} marker`);
  return [...Versions.map(({ Key, Size }) => `${Key} ${Size}`), ...markers];
}

async function pass(bench: Bench, days: number): Promise<void> {
  bench.clock.advance(days * DAY_MS);
  await bench.s3.lifecycle.sweep();
}

test('days are counted from the object’s own time, and end at a midnight', () => {
  const at = Date.UTC(2014, 0, 15, 10, 30);
  assert.equal(new Date(dueAfterDays(at, 3)).toISOString(), '2014-01-19T00:00:00.000Z');
});

test('what is put is read, and gone once it is deleted', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const get = () => getBucketLifecycleConfiguration(bench.context(), { Bucket });
  const none = {
    code: 'NoSuchLifecycleConfiguration',
    status: 404,
    message: 'The lifecycle configuration does not exist',
  };
  await assert.rejects(get(), none);
  await putRules(bench, [{ ...ALL, Expiration: { Days: 1 } }]);
  const TransitionDefaultMinimumObjectSize = 'all_storage_classes_128K';
  assert.deepEqual(await get(), { Rules: [{ ...ALL, Expiration: { Days: 1 } }], TransitionDefaultMinimumObjectSize });
  await putRules(bench, [{ Prefix: 'a/', Status: 'Disabled', Expiration: { Days: 1 } }]);
  const { Rules = [] } = await get();
  assert.match(Rules[0]?.ID ?? '', /^[0-9a-f-]{36}$/);
  await deleteBucketLifecycle(bench.context(), { Bucket });
  await deleteBucketLifecycle(bench.context(), { Bucket });
  await assert.rejects(get(), none);
});

test('what is refused', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const XML = 'MalformedXML';
  const days = { Expiration: { Days: 1 } };
  const tag = { Key: 'a', Value: '1' };
  const cases: readonly (readonly [rules: readonly object[], code: string, words?: string])[] = [
    [[], XML],
    [Array.from({ length: 1001 }, (_, at) => ({ ...ALL, ...days, ID: `${at}` })), XML],
    [[{ ID: 'a', Status: 'Enabled', ...days }], XML],
    [[{ ...ALL, Prefix: '', ...days }], XML],
    [[{ ...ALL, Filter: { Prefix: 'a', Tag: tag }, ...days }], XML],
    [[{ ...ALL, Filter: { And: { Prefix: 'a' } }, ...days }], XML],
    [[{ ...ALL, Expiration: {} }], XML],
    [[{ ...ALL, Expiration: { Days: 1, ExpiredObjectDeleteMarker: true } }], XML],
    [[{ ...ALL, NoncurrentVersionExpiration: {} }], XML],
    [[{ ...ALL, AbortIncompleteMultipartUpload: {} }], XML],
    [[{ ...ALL, Transitions: [{ Days: 1 }] }], XML],
    [[{ ...ALL, Transitions: [{ StorageClass: 'GLACIER_IR' }] }], XML],
    [[{ ...ALL, Transitions: [{ Days: 1, Date: 0, StorageClass: 'GLACIER_IR' }] }], XML],
    [[ALL], 'InvalidRequest', 'At least one action needs to be specified in a rule'],
    [[{ ...ALL, ID: 'x'.repeat(256), ...days }], 'InvalidArgument', 'ID length should not exceed allowed limit of 255'],
    [
      [
        { ...ALL, ...days },
        { ...ALL, ...days },
      ],
      'InvalidArgument',
      'Rule ID must be unique. Found same ID for more than one rule',
    ],
    [
      [{ ...ALL, Expiration: { Days: 0 } }],
      'InvalidArgument',
      "'Days' for Expiration action must be a positive integer",
    ],
    [[{ ...ALL, Expiration: { Date: 1 } }], 'InvalidArgument', "'Date' must be at midnight GMT"],
    [
      [{ ...ALL, Filter: { And: { Tags: [tag, tag] } }, ...days }],
      'InvalidRequest',
      'Duplicate Tag Keys are not allowed.',
    ],
    [
      [{ ...ALL, Filter: { Tag: tag }, Expiration: { ExpiredObjectDeleteMarker: true } }],
      'InvalidRequest',
      'ExpiredObjectDeleteMarker cannot be specified with Tags.',
    ],
    [
      [{ ...ALL, Filter: { Tag: tag }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }],
      'InvalidRequest',
      'AbortIncompleteMultipartUpload cannot be specified with Tags.',
    ],
    [
      [{ ...ALL, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 0 } }],
      'InvalidArgument',
      "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer",
    ],
    [
      [{ ...ALL, NoncurrentVersionExpiration: { NoncurrentDays: 0 } }],
      'InvalidArgument',
      "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer",
    ],
    [
      [{ ...ALL, NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 101 } }],
      'InvalidArgument',
      "'NewerNoncurrentVersions' for NoncurrentVersionExpiration action must be between 1 and 100",
    ],
    [
      [{ ...ALL, Transitions: [{ Days: 29, StorageClass: 'STANDARD_IA' }] }],
      'InvalidArgument',
      "'Days' in Transition action must be greater than or equal to 30 for storageClass 'STANDARD_IA'",
    ],
    [
      [{ ...ALL, Transitions: [{ Days: -1, StorageClass: 'GLACIER_IR' }] }],
      'InvalidArgument',
      "'Days' for Transition action must be a nonnegative integer",
    ],
    [
      [{ ...ALL, ...days, Transitions: [{ Days: 1, StorageClass: 'GLACIER_IR' }] }],
      'InvalidArgument',
      "'Days' in the Expiration action must be greater than 'Days' in the Transition action",
    ],
    [[{ ...ALL, Transitions: [{ Days: 1, StorageClass: 'GLACIER' }] }], 'NotImplemented'],
    [
      [{ ...ALL, ...days, NoncurrentVersionTransitions: [{ NoncurrentDays: 1, StorageClass: 'GLACIER_IR' }] }],
      'NotImplemented',
    ],
  ];
  for (const [rules, code, words] of cases) {
    await assert.rejects(
      putRules(bench, rules),
      { code, ...(words !== undefined && { message: words }) },
      JSON.stringify(rules).slice(0, 200),
    );
  }
  const answer = putBucketLifecycleConfiguration(bench.context(), { Bucket });
  await assert.rejects(answer, { code: XML });
});

describe('a sweep', () => {
  test('deletes objects whose days are over, of the rule’s prefix, tags and sizes alone', async () => {
    const Filter = {
      And: { Prefix: 'log/', Tags: [{ Key: 'a', Value: '1' }], ObjectSizeGreaterThan: 1, ObjectSizeLessThan: 4 },
    };
    await using bench = await bucketWith({ ...ALL, Filter, Expiration: { Days: 2 } });
    await bench.put('log/in', '123', { Tagging: 'a=1' });
    await bench.put('log/small', '1', { Tagging: 'a=1' });
    await bench.put('log/large', '1234', { Tagging: 'a=1' });
    await bench.put('log/other-tag', '123', { Tagging: 'a=2' });
    await bench.put('log/no-tag', '123');
    await bench.put('other/in', '123', { Tagging: 'a=1' });
    await pass(bench, 2);
    assert.equal((await keysOf(bench)).length, 6);
    await pass(bench, 0.5);
    assert.deepEqual(await keysOf(bench), ['log/large', 'log/no-tag', 'log/other-tag', 'log/small', 'other/in']);
    assert.equal(await bench.blobCount(), 0);
  });

  test('deletes on a date', async () => {
    await using bench = await bucketWith({ ...ALL, Expiration: { Date: Date.UTC(2026, 10, 29) } });
    await bench.put('a', '1');
    await pass(bench, 1);
    assert.deepEqual(await keysOf(bench), ['a']);
    await pass(bench, 1);
    assert.deepEqual(await keysOf(bench), []);
  });

  test('does nothing by rules that are off', async () => {
    await using bench = await bucketWith({ ...ALL, Status: 'Disabled', Expiration: { Days: 1 } });
    await bench.put('a', '1');
    await pass(bench, 9);
    assert.deepEqual(await keysOf(bench), ['a']);
  });

  test('covers with a marker where there are versions, then takes old versions, then the marker', async () => {
    await using bench = await bucketWith({
      ...ALL,
      Expiration: { Days: 1 },
      NoncurrentVersionExpiration: { NoncurrentDays: 3 },
    });
    await version(bench);
    await bench.put('a', '1');
    await bench.put('a', '12');
    await pass(bench, 2);
    assert.deepEqual(await versionsOf(bench), ['a 2', 'a 1', 'a marker']);
    await pass(bench, 2);
    assert.deepEqual(await versionsOf(bench), ['a 2', 'a marker']);
    await pass(bench, 2);
    await pass(bench, 2);
    assert.deepEqual(await versionsOf(bench), []);
  });

  test('keeps as many newer noncurrent versions as the rule says', async () => {
    const NoncurrentVersionExpiration = { NoncurrentDays: 1, NewerNoncurrentVersions: 2 };
    await using bench = await bucketWith({ ...ALL, NoncurrentVersionExpiration });
    await version(bench);
    for (const body of ['1', '12', '123', '1234', '12345']) await bench.put('a', body);
    await pass(bench, 3);
    assert.deepEqual(await versionsOf(bench), ['a 5', 'a 4', 'a 3']);
  });

  test('takes a marker under which nothing is left', async () => {
    await using bench = await bucketWith({ ...ALL, Expiration: { ExpiredObjectDeleteMarker: true } });
    await version(bench);
    await deleteObject(bench.context(), { Bucket, Key: 'bare' });
    await bench.put('covered', '1');
    await deleteObject(bench.context(), { Bucket, Key: 'covered' });
    await pass(bench, 0);
    assert.deepEqual(await versionsOf(bench), ['covered 1', 'covered marker']);
  });

  test('leaves what is locked', async () => {
    await using bench = await openBench();
    await bench.createBucket();
    await version(bench);
    await putObjectLockConfiguration(bench.context(), {
      Bucket,
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' },
    });
    await putRules(bench, [{ ...ALL, NoncurrentVersionExpiration: { NoncurrentDays: 1 } }]);
    await bench.put('a', '1');
    await putObjectLegalHold(bench.context(), { Bucket, Key: 'a', LegalHold: { Status: 'ON' } });
    await bench.put('a', '12');
    await pass(bench, 5);
    assert.deepEqual(await versionsOf(bench), ['a 2', 'a 1']);
  });

  test('aborts uploads that were begun long ago', async () => {
    await using bench = await bucketWith({ ...ALL, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } });
    await createMultipartUpload(bench.context(), { Bucket, Key: 'old' });
    await pass(bench, 2);
    await createMultipartUpload(bench.context(), { Bucket, Key: 'new' });
    await pass(bench, 1);
    const { Uploads = [] } = await listMultipartUploads(bench.context(), { Bucket });
    assert.deepEqual(
      Uploads.map(({ Key }) => Key),
      ['new'],
    );
  });

  test('moves large objects to colder classes, and never back', async () => {
    const Transitions = [
      { Days: 1, StorageClass: 'GLACIER_IR' as const },
      { Days: 30, StorageClass: 'STANDARD_IA' as const },
    ];
    await using bench = await bucketWith({ ...ALL, Transitions });
    await bench.put('large', Buffer.alloc(128 * 1024));
    await bench.put('small', '1');
    const classOf = async (Key: string) => (await headObject(bench.context(), { Bucket, Key })).StorageClass;
    await pass(bench, 2);
    assert.deepEqual([await classOf('large'), await classOf('small')], ['GLACIER_IR', undefined]);
    await pass(bench, 40);
    assert.equal(await classOf('large'), 'GLACIER_IR');
    const TransitionDefaultMinimumObjectSize = 'varies_by_storage_class';
    await putRules(bench, [{ ...ALL, Transitions }], { TransitionDefaultMinimumObjectSize });
    await pass(bench, 0);
    assert.equal(await classOf('small'), 'GLACIER_IR');
  });

  test('looks at more than a page of objects', async () => {
    await using bench = await bucketWith({ ...ALL, Filter: { Prefix: 'b' }, Expiration: { Days: 1 } });
    for (let at = 0; at < 205; at++) await bench.put(`a${at}`, '');
    await bench.put('b', '');
    await pass(bench, 2);
    assert.equal((await keysOf(bench)).includes('b'), false);
  });
});

test('answers say when the object expires, and by which rule', async () => {
  await using bench = await bucketWith(
    { ...ALL, ID: 'a rule', Expiration: { Days: 2 } },
    { ...ALL, ID: 'later', Expiration: { Days: 9 } },
  );
  const Expiration = 'expiry-date="Mon, 30 Nov 2026 00:00:00 GMT", rule-id="a%20rule"';
  assert.equal((await bench.put('a', '1')).Expiration, Expiration);
  assert.equal((await headObject(bench.context(), { Bucket, Key: 'a' })).Expiration, Expiration);
  const copied = await copyObject(bench.context(), { Bucket, Key: 'b', CopySource: `${Bucket}/a` });
  assert.equal(copied.Expiration, Expiration);
});

test('answers say when an upload is aborted, and by which rule', async () => {
  const rule = (ID: string, prefix: string, DaysAfterInitiation: number): LifecycleRule => ({
    ...ALL,
    ID,
    Filter: { Prefix: prefix },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation },
  });
  await using bench = await bucketWith(rule('later', '', 9), rule('a rule', 'in/', 2));
  const said = async (Key: string): Promise<unknown> => {
    const { UploadId = '', ...made } = await createMultipartUpload(bench.context(), { Bucket, Key });
    const { AbortDate, AbortRuleId } = await listParts(bench.context(), { Bucket, Key, UploadId });
    assert.deepEqual([made.AbortDate, made.AbortRuleId], [AbortDate, AbortRuleId]);
    return [AbortDate === undefined ? undefined : new Date(AbortDate).toISOString(), AbortRuleId];
  };
  assert.deepEqual(await said('in/a'), ['2026-11-30T00:00:00.000Z', 'a%20rule']);
  assert.deepEqual(await said('a'), ['2026-12-07T00:00:00.000Z', 'later']);
  await putRules(bench, [{ ...ALL, Expiration: { Days: 1 } }]);
  assert.deepEqual(await said('a'), [undefined, undefined]);
});

test('the worker sweeps by itself, and stops', async () => {
  await using bench = await bucketWith({ ...ALL, Expiration: { Days: 1 } });
  await bench.put('a', '1');
  bench.clock.advance(2 * DAY_MS);
  const deadlineMs = Date.now() + 10_000;
  while ((await keysOf(bench)).length > 0) assert.ok(Date.now() < deadlineMs, 'the worker has not swept');
  await bench.s3.lifecycle.close();
  await bench.put('b', '1');
  bench.clock.advance(2 * DAY_MS);
  assert.deepEqual(await keysOf(bench), ['b']);
});
