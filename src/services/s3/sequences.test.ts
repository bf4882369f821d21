/** Random sequences of operations, with versioning on and off, give what a simple model says (issue 5, C3). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { INLINE_BYTES_MAX } from './limits.ts';
import { ModelBucket } from './model-state.fixture.ts';
import { abortMultipartUpload } from './operations/abort-multipart-upload.ts';
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts';
import { copyObject } from './operations/copy-object.ts';
import { createMultipartUpload } from './operations/create-multipart-upload.ts';
import { deleteObject } from './operations/delete-object.ts';
import { deleteObjects } from './operations/delete-objects.ts';
import { listObjectVersions } from './operations/list-object-versions.ts';
import { listObjectsV2 } from './operations/list-objects-v2.ts';
import { putBucketVersioning } from './operations/put-bucket-versioning.ts';
import { uploadPart } from './operations/upload-part.ts';
import { type Bench, bodyOf, BUCKET, openBench } from './s3.fixture.ts';

const KEYS = ['a', 'a/1', 'a/2', 'b', '\u{1f600}'];

const key = fc.constantFrom(...KEYS);
/** Some in the record's neighbour, some in blobs. */
const body = fc.oneof(
  fc.string({ maxLength: 10 }),
  fc.integer({ min: INLINE_BYTES_MAX - 1, max: INLINE_BYTES_MAX + 40 }).map((sizeBytes) => 'x'.repeat(sizeBytes)),
);

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('put' as const), key, body }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete-version' as const), key, pick: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('delete-many' as const),
      picks: fc.array(fc.tuple(key, fc.nat(3)), { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('versioning' as const),
      status: fc.constantFrom('Enabled' as const, 'Suspended' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('upload' as const), key, body, abort: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('copy' as const), key, from: key }) },
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

async function run(bench: Bench, model: ModelBucket, what: Step): Promise<void> {
  const of = { Bucket: BUCKET };
  switch (what.kind) {
    case 'put': {
      const { VersionId } = await bench.put(what.key, what.body);
      return model.put(what.key, what.body, VersionId);
    }
    case 'delete': {
      const { VersionId } = await deleteObject(bench.context(), { ...of, Key: what.key });
      return model.delete(what.key, VersionId);
    }
    case 'delete-version': {
      const versions = model.versions(what.key);
      const VersionId = versions[what.pick % Math.max(1, versions.length)]?.id ?? 'null';
      await deleteObject(bench.context(), { ...of, Key: what.key, VersionId });
      return model.deleteVersion(what.key, VersionId);
    }
    case 'delete-many':
      return await deleteMany(bench, model, what.picks);
    case 'versioning':
      await putBucketVersioning(bench.context(), { ...of, VersioningConfiguration: { Status: what.status } });
      model.versioning = what.status;
      return;
    case 'upload':
      return await upload(bench, model, what);
    case 'copy':
      return await copy(bench, model, what);
  }
}

/** Each entry names a key, or a version of it. */
async function deleteMany(
  bench: Bench,
  model: ModelBucket,
  picks: readonly (readonly [string, number])[],
): Promise<void> {
  const Objects = picks.map(([Key, pick]) => {
    const VersionId = pick === 0 ? undefined : model.versions(Key)[pick - 1]?.id;
    return { Key, VersionId };
  });
  const { Deleted = [], Errors } = await deleteObjects(bench.context(), { Bucket: BUCKET, Delete: { Objects } });
  assert.equal(Errors, undefined);
  for (const [at, { Key, VersionId }] of Objects.entries()) {
    if (VersionId === undefined) model.delete(Key, Deleted[at]?.DeleteMarkerVersionId);
    else model.deleteVersion(Key, VersionId);
  }
}

async function upload(bench: Bench, model: ModelBucket, what: Step & { kind: 'upload' }): Promise<void> {
  const of = { Bucket: BUCKET, Key: what.key };
  const { UploadId = '' } = await createMultipartUpload(bench.context(), of);
  await uploadPart(bench.context(), { ...of, UploadId, PartNumber: 3, Body: bodyOf('left out') });
  const part = { ...of, UploadId, PartNumber: 1, Body: bodyOf(what.body) };
  const { ETag } = await uploadPart(bench.context(), part);
  if (what.abort) {
    await abortMultipartUpload(bench.context(), { ...of, UploadId });
    return;
  }
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  const { VersionId } = await completeMultipartUpload(bench.context(), { ...of, UploadId, MultipartUpload });
  model.put(what.key, what.body, VersionId);
}

async function copy(bench: Bench, model: ModelBucket, what: Step & { kind: 'copy' }): Promise<void> {
  const CopySource = `${BUCKET}/${encodeURIComponent(what.from)}`;
  const input = { Bucket: BUCKET, Key: what.key, CopySource, MetadataDirective: 'REPLACE' as const };
  const from = model.get(what.from);
  if (from === undefined) {
    await assert.rejects(copyObject(bench.context(), input), { name: 'NoSuchKey' });
    return;
  }
  const { VersionId } = await copyObject(bench.context(), input);
  model.put(what.key, from, VersionId);
}

/** Everything that can be seen is as the model says. */
async function compare(bench: Bench, model: ModelBucket): Promise<void> {
  const live = model.keys.filter((name) => model.get(name) !== undefined);
  const listed = await listObjectsV2(bench.context(), { Bucket: BUCKET });
  assert.deepEqual(
    (listed.Contents ?? []).map(({ Key }) => Key),
    live,
  );
  for (const name of KEYS) {
    const wanted = model.get(name);
    if (wanted === undefined) await assert.rejects(bench.get(name), { name: 'NoSuchKey' });
    else assert.equal(await bench.get(name), wanted);
    for (const { id, body: content } of model.versions(name)) {
      if (content !== undefined) assert.equal(await bench.get(name, { VersionId: id }), content);
    }
  }
  assert.deepEqual(await versionsOf(bench), wantedVersions(model));
  const large = model.bodies.filter((content) => Buffer.byteLength(content) > INLINE_BYTES_MAX);
  assert.equal(await bench.blobCount(), large.length);
}

function wantedVersions(model: ModelBucket): readonly string[] {
  return model.keys.flatMap((name) =>
    model.versions(name).map(({ id, body: content }, at) => `${name} ${id} ${content === undefined} ${at === 0}`),
  );
}

/** By pages of two; markers and objects come in lists of their own, so each page is put in order by the model's rule. */
async function versionsOf(bench: Bench): Promise<readonly string[]> {
  const found: string[] = [];
  for (let next: object | undefined = {}; next; ) {
    const page = await listObjectVersions(bench.context(), { Bucket: BUCKET, MaxKeys: 1, ...next });
    for (const { Key, VersionId, IsLatest } of page.Versions ?? []) found.push(`${Key} ${VersionId} false ${IsLatest}`);
    for (const { Key, VersionId, IsLatest } of page.DeleteMarkers ?? [])
      found.push(`${Key} ${VersionId} true ${IsLatest}`);
    const { IsTruncated, NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
    next = IsTruncated ? { KeyMarker, VersionIdMarker } : undefined;
  }
  return found;
}

test('any sequence of operations leaves what the model says', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      await using bench = await openBench();
      await bench.createBucket();
      const model = new ModelBucket();
      for (const what of steps) await run(bench, model, what);
      await compare(bench, model);
    }),
    { numRuns: 25 },
  );
});
