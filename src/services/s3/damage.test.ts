/** Work beside records that the disk has damaged: it goes on without them. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { BlobMissingError } from '../../blob/blobs.ts';
import { encodeKey } from '../../storage/key.ts';
import type { Key } from '../../storage/store.ts';
import { DAY_MS } from './lifecycle/dates.ts';
import { abortMultipartUpload } from './operations/abort-multipart-upload.ts';
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts';
import { copyObject } from './operations/copy-object.ts';
import { createMultipartUpload } from './operations/create-multipart-upload.ts';
import { putBucketLifecycleConfiguration } from './operations/put-bucket-lifecycle-configuration.ts';
import { putBucketVersioning } from './operations/put-bucket-versioning.ts';
import { uploadPart } from './operations/upload-part.ts';
import { uploadPartCopy } from './operations/upload-part-copy.ts';
import { readForOthers } from './read-for-others.ts';
import { type Bench, bodyOf, BUCKET, openBench } from './s3.fixture.ts';
import { type BucketRecord, garbageRecord, keys } from './store.ts';

function damage({ folder, store }: Bench, key: Key): void {
  using database = new DatabaseSync(path.join(folder, 'state.sqlite'));
  const statement = database.prepare("UPDATE entries SET value = x'0201ff' WHERE key = ?");
  assert.equal(statement.run(encodeKey(key)).changes, 1);
  // It knows the row as it was.
  store.trim();
}

async function bucketOf(bench: Bench): Promise<BucketRecord> {
  const bucket = await bench.context().parts.buckets.get(BUCKET);
  assert.ok(bucket);
  return bucket.record;
}

async function keysUnder({ store }: Bench, prefix: Key): Promise<readonly Key[]> {
  return (await store.range({ prefix, limit: 100 })).entries.map(({ key }) => key);
}

async function upload(bench: Bench, Key: string): Promise<void> {
  const { UploadId = '' } = await createMultipartUpload(bench.context(), { Bucket: BUCKET, Key });
  const at = { Bucket: BUCKET, Key, UploadId };
  const { ETag } = await uploadPart(bench.context(), { ...at, PartNumber: 1, Body: bodyOf('part') });
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await completeMultipartUpload(bench.context(), { ...at, MultipartUpload });
}

test('lifecycle rules are carried out on all but the damaged object and its versions', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const on = { Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' as const } };
  await putBucketVersioning(bench.context(), on);
  for (const key of ['a', 'b', 'c']) for (const body of ['1', '2']) await bench.put(key, body);
  const Rules = [
    {
      ID: 'all',
      Filter: { Prefix: '' },
      Status: 'Enabled' as const,
      Expiration: { Days: 100 },
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    },
  ];
  await putBucketLifecycleConfiguration(bench.context(), { Bucket: BUCKET, LifecycleConfiguration: { Rules } });
  await createMultipartUpload(bench.context(), { Bucket: BUCKET, Key: 'upload' });
  const bucket = await bucketOf(bench);
  damage(bench, keys.object(bucket, 'b'));
  bench.clock.advance(3 * DAY_MS);
  await bench.s3.lifecycle.sweep();
  const versions = await keysUnder(bench, keys.versionsOfBucket(bucket));
  assert.deepEqual(
    versions.map((key) => key.at(-2)),
    ['b'],
  );
  assert.deepEqual(await keysUnder(bench, keys.uploads(bucket)), []);
});

test('a damaged note of an upload that was completed keeps no other from being completed', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  await upload(bench, 'first');
  const notes = keys.completedUploads(await bucketOf(bench));
  const [note] = await keysUnder(bench, notes);
  assert.ok(note);
  damage(bench, note);
  await upload(bench, 'second');
  assert.equal(await bench.get('second'), 'part');
  assert.equal((await keysUnder(bench, notes)).length, 1);
});

test('an object whose bytes are lost is a fault of ours to all who read it, neither absent nor busy', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  await bench.put('lost', 'x'.repeat(20_000));
  for (const id of await bench.blobs.list(undefined, 10)) await bench.blobs.delete(id);
  const to = { Bucket: BUCKET, Key: 'copy', CopySource: `${BUCKET}/lost` };
  const { UploadId = '' } = await createMultipartUpload(bench.context(), { Bucket: BUCKET, Key: 'copy' });
  const { parts } = bench.context();
  const reads: Readonly<Record<string, () => Promise<unknown>>> = {
    get: () => bench.get('lost'),
    copy: () => copyObject(bench.context(), to),
    'copy of a part': () => uploadPartCopy(bench.context(), { ...to, UploadId, PartNumber: 1 }),
    'read for Lambda': () => readForOthers(parts, bench.context(), { bucket: BUCKET, key: 'lost' }, 100_000),
  };
  for (const [name, read] of Object.entries(reads)) await assert.rejects(read, BlobMissingError, name);
});

test('a damaged part of an upload that is aborted keeps no other part, and its damaged note no other work', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const { UploadId = '' } = await createMultipartUpload(bench.context(), { Bucket: BUCKET, Key: 'upload' });
  const at = { Bucket: BUCKET, Key: 'upload', UploadId };
  for (const PartNumber of [1, 2, 3]) {
    await uploadPart(bench.context(), { ...at, PartNumber, Body: bodyOf(`${PartNumber}`.repeat(20_000)) });
  }
  const bucket = await bucketOf(bench);
  damage(bench, keys.uploadPart(bucket, UploadId, 2));
  const note = keys.garbageEntry(bench.ids.timeOrdered());
  const { accountId, region, id: bucketId } = bucket;
  const value = garbageRecord.encode({ accountId, region, bucketId, uploadsOfBucket: true });
  await bench.store.commit({ id: bench.ids.uuid(), sets: [{ key: note, value }] });
  damage(bench, note);
  await abortMultipartUpload(bench.context(), at);
  // That of the damaged part, whose record alone said which it is.
  assert.equal(await bench.blobCount(), 1);
  assert.deepEqual(await keysUnder(bench, keys.uploadParts(bucket, UploadId)), []);
  assert.deepEqual(await keysUnder(bench, keys.garbage()), []);
});
