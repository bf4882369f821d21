/** What requests do to each other that come at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConflictError } from '../../storage/store.ts';
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts';
import { copyObject } from './operations/copy-object.ts';
import { createBucket } from './operations/create-bucket.ts';
import { requireBucket, updateBucket } from './buckets.ts';
import { createMultipartUpload } from './operations/create-multipart-upload.ts';
import { deleteBucket } from './operations/delete-bucket.ts';
import { deleteObject } from './operations/delete-object.ts';
import { getObject } from './operations/get-object.ts';
import { listObjectVersions } from './operations/list-object-versions.ts';
import { putBucketVersioning } from './operations/put-bucket-versioning.ts';
import { putObject } from './operations/put-object.ts';
import { uploadPart } from './operations/upload-part.ts';
import { type Bench, bodyOf, BUCKET, bytesOf, openBench } from './s3.fixture.ts';

const KEY = { Bucket: BUCKET, Key: 'key' };

test('of many conditional puts at once one succeeds', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const puts = Array.from({ length: 20 }, (_, at) => bench.put('key', `${at}`, { IfNoneMatch: '*' }));
  const outcomes = await Promise.allSettled(puts);
  const refused = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  assert.equal(refused.length, 19);
  for (const { reason } of refused) assert.equal((reason as { code?: string }).code, 'PreconditionFailed');
});

test('puts of one key at once are all versions of it', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await putBucketVersioning(bench.context(), { Bucket: BUCKET, VersioningConfiguration });
  const bodies = Array.from({ length: 20 }, (_, at) => `${at}`.repeat(20_000));
  await Promise.all(bodies.map((body) => bench.put('key', body)));
  const { Versions = [] } = await listObjectVersions(bench.context(), { Bucket: BUCKET });
  assert.equal(Versions.length, bodies.length);
  const found = await Promise.all(Versions.map(({ VersionId = '' }) => bench.get('key', { VersionId })));
  assert.deepEqual(new Set(found), new Set(bodies));
});

test('a put and a deletion of its bucket never miss each other', async () => {
  await using bench = await openBench();
  for (let round = 0; round < 10; round++) {
    await createBucket(bench.context(), { Bucket: BUCKET });
    const [put, deletion] = await Promise.allSettled([
      bench.put('key', `${round}`),
      deleteBucket(bench.context(), { Bucket: BUCKET }),
    ]);
    if (put.status === 'fulfilled' && deletion.status === 'fulfilled') assert.fail('the object is lost');
    if (deletion.status === 'fulfilled') continue;
    assert.equal((deletion.reason as { code?: string }).code, 'BucketNotEmpty');
    if (put.status === 'fulfilled') assert.equal(await bench.get('key'), `${round}`);
    return;
  }
});

test('a deletion that a crash left unfinished is finished at the next start, and the name is free', async () => {
  await using bench = await openBench();
  for (const full of [true, false]) {
    if (full) await bench.createBucket();
    if (full) await bench.put('key', 'kept');
    else await deleteObject(bench.context(), KEY);
    const { record } = await requireBucket(bench.context(), { Bucket: BUCKET });
    const { accountId, region, id: bucketId } = record;
    const noting = () => bench.s3.garbage.noting({ accountId, region, bucketId, closedBucket: BUCKET });
    await updateBucket(bench.context(), { Bucket: BUCKET }, (bucket) => ({ ...bucket, state: 'deleting' }), noting);
    await assert.rejects(bench.get('key'), { name: 'NoSuchBucket' });
    bench.s3.garbage.collect();
    await bench.s3.garbage.idle();
    if (full) assert.equal(await bench.get('key'), 'kept');
  }
  await assert.rejects(requireBucket(bench.context(), { Bucket: BUCKET }), { name: 'NoSuchBucket' });
  await bench.createBucket();
});

test('what is being read stays until it was read, also where it is replaced', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const old = Buffer.alloc(5_000_000, 'old');
  await bench.put('key', old);
  const { Body } = await getObject(bench.context(), KEY);
  await bench.put('key', 'new');
  assert.equal(await bench.blobCount(), 1);
  assert.ok(old.equals(await bytesOf(Body)));
  assert.equal(await bench.blobCount(), 0);
});

test('a body that was given up before it was read is let go', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  await bench.put('key', Buffer.alloc(5_000_000));
  const controller = new AbortController();
  await getObject(bench.context({ signal: controller.signal }), KEY);
  await bench.put('key', 'new');
  assert.equal(await bench.blobCount(), 1);
  controller.abort();
  // The blob goes in the background, once the reader has let go.
  const deadline = Date.now() + 10_000;
  while ((await bench.blobCount()) > 0 && Date.now() < deadline) await new Promise(setImmediate);
  assert.equal(await bench.blobCount(), 0);
});

test('a copy whose source is replaced between its record and its bytes is one of what is there now', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  await bench.put('key', 'old'.repeat(10_000));
  const to = { Bucket: BUCKET, Key: 'copy', CopySource: `${BUCKET}/key` };
  const ctx = bench.context();
  let once = false;
  const get: typeof bench.store.get = async (key) => {
    const entry = await bench.store.get(key);
    if (once || key.at(-1) !== 'key') return entry;
    once = true;
    await bench.put('key', 'new'.repeat(10_000));
    assert.equal(await bench.blobCount(), 1);
    return entry;
  };
  await copyObject({ ...ctx, store: { ...interrupted(bench, () => Promise.resolve()).store, get } }, to);
  assert.equal(await bench.get('copy'), 'new'.repeat(10_000));
  assert.ok(once);
});

/** Commits of `completing` meet what `between` does. */
function interrupted(bench: Bench, between: () => Promise<unknown>): ReturnType<Bench['context']> {
  const ctx = bench.context();
  let once = false;
  const range: typeof bench.store.range = async (request) => {
    const page = await bench.store.range(request);
    if (!once) {
      once = true;
      await between();
    }
    return page;
  };
  const { store } = bench;
  return { ...ctx, store: { get: (key) => store.get(key), getMany: (keys) => store.getMany(keys), range } };
}

test('a part that is put while its upload is completed is seen, or refused', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const { UploadId = '' } = await createMultipartUpload(bench.context(), KEY);
  const put = (body: string): ReturnType<typeof uploadPart> =>
    uploadPart(bench.context(), { ...KEY, UploadId, PartNumber: 1, Body: bodyOf(body) });
  const { ETag } = await put('first'.repeat(10_000));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  const ctx = interrupted(bench, () => put('second'.repeat(10_000)));
  // The list names the first, which is no longer there.
  await assert.rejects(completeMultipartUpload(ctx, { ...KEY, UploadId, MultipartUpload }), { code: 'InvalidPart' });
  const again = await put('third'.repeat(10_000));
  await completeMultipartUpload(bench.context(), {
    ...KEY,
    UploadId,
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag: again.ETag }] },
  });
  assert.equal(await bench.get('key'), 'third'.repeat(10_000));
  assert.equal(await bench.blobCount(), 1);
});

test('a conditional write that conflicts again and again is told so, and leaves nothing', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const ctx = bench.context({
    transact: async (keys, decide) => {
      await decide(await bench.store.getMany(keys));
      throw new ConflictError(keys[0] ?? []);
    },
  });
  const input = { ...KEY, Body: bodyOf(Buffer.alloc(100_000)) };
  await assert.rejects(putObject(ctx, { ...input, IfNoneMatch: '*' }), {
    code: 'ConditionalRequestConflict',
    status: 409,
  });
  await assert.rejects(putObject(ctx, input), { code: 'OperationAborted', status: 409 });
  assert.equal(await bench.blobCount(), 0);
});
