import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { CompletedPart, CompleteMultipartUploadRequest, CreateMultipartUploadRequest } from '../model.ts';
import { COMPLETED_KEPT_MS } from '../limits.ts';
import { abortMultipartUpload } from '../operations/abort-multipart-upload.ts';
import { completeMultipartUpload } from '../operations/complete-multipart-upload.ts';
import { createMultipartUpload } from '../operations/create-multipart-upload.ts';
import { deleteBucket } from '../operations/delete-bucket.ts';
import { deleteObject } from '../operations/delete-object.ts';
import { deleteObjects } from '../operations/delete-objects.ts';
import { getObjectAttributes } from '../operations/get-object-attributes.ts';
import { getObject } from '../operations/get-object.ts';
import { headObject } from '../operations/head-object.ts';
import { listMultipartUploads } from '../operations/list-multipart-uploads.ts';
import { listObjectVersions } from '../operations/list-object-versions.ts';
import { listObjects } from '../operations/list-objects.ts';
import { listObjectsV2 } from '../operations/list-objects-v2.ts';
import { listParts } from '../operations/list-parts.ts';
import { uploadPart } from '../operations/upload-part.ts';
import { type Bench, bodyOf, BUCKET, bytesOf, openBench } from '../s3.fixture.ts';

const FIVE_MIB = 5 * 1024 * 1024;
const PARTS = [Buffer.alloc(FIVE_MIB, 'first'), Buffer.alloc(FIVE_MIB + 1, 'second'), Buffer.from('the last')];

async function begin(bench: Bench, more: Partial<CreateMultipartUploadRequest> = {}): Promise<string> {
  const { UploadId } = await createMultipartUpload(bench.context(), { Bucket: BUCKET, Key: 'key', ...more });
  return UploadId ?? '';
}

async function put(bench: Bench, UploadId: string, PartNumber: number, bytes: Buffer | string): Promise<CompletedPart> {
  const input = { Bucket: BUCKET, Key: 'key', UploadId, PartNumber, Body: bodyOf(bytes) };
  const { ETag } = await uploadPart(bench.context(), input);
  return { PartNumber, ETag };
}

async function putAll(bench: Bench, uploadId: string): Promise<CompletedPart[]> {
  const parts: CompletedPart[] = [];
  for (const [at, bytes] of PARTS.entries()) parts.push(await put(bench, uploadId, at + 1, bytes));
  return parts;
}

async function putHashed(bench: Bench, UploadId: string): Promise<CompletedPart[]> {
  const parts: CompletedPart[] = [];
  for (const [at, bytes] of PARTS.entries()) {
    const ChecksumSHA256 = createHash('sha256').update(bytes).digest('base64');
    const input = { Bucket: BUCKET, Key: 'key', UploadId, PartNumber: at + 1, Body: bodyOf(bytes), ChecksumSHA256 };
    const { ETag } = await uploadPart(bench.context(), input);
    parts.push({ PartNumber: at + 1, ETag, ChecksumSHA256 });
  }
  return parts;
}

function complete(
  bench: Bench,
  UploadId: string,
  Parts: CompletedPart[],
  more: Partial<CompleteMultipartUploadRequest> = {},
): ReturnType<typeof completeMultipartUpload> {
  const input = { Bucket: BUCKET, Key: 'key', UploadId, MultipartUpload: { Parts }, ...more };
  return completeMultipartUpload(bench.context(), input);
}

test('an object of parts is their bytes, whole, in ranges and by part', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const uploadId = await begin(bench);
  const parts = await putAll(bench, uploadId);
  assert.equal((await listParts(bench.context(), { Bucket: BUCKET, Key: 'key', UploadId: uploadId })).Parts?.length, 3);
  const { ETag } = await complete(bench, uploadId, parts);
  const md5s = PARTS.map((bytes) => createHash('md5').update(bytes).digest());
  assert.equal(ETag, `"${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-3"`);
  const whole = Buffer.concat(PARTS);
  const ask = { Bucket: BUCKET, Key: 'key' };
  assert.ok(whole.equals(await bytesOf((await getObject(bench.context(), ask)).Body)));
  for (const [start, end] of [
    [0, 0],
    [FIVE_MIB - 1, FIVE_MIB],
    [FIVE_MIB, whole.length - 1],
    [100, 9_999_999],
  ] as const) {
    const answer = await getObject(bench.context(), { ...ask, Range: `bytes=${start}-${end}` });
    assert.equal(answer.ContentRange, `bytes ${start}-${end}/${whole.length}`);
    assert.ok(whole.subarray(start, end + 1).equals(await bytesOf(answer.Body)));
  }
  const second = await getObject(bench.context(), { ...ask, PartNumber: 2 });
  assert.deepEqual([second.PartsCount, second.StatusCode], [3, 206]);
  assert.ok(PARTS[1]?.equals(await bytesOf(second.Body)));
  await assert.rejects(getObject(bench.context(), { ...ask, PartNumber: 4 }), {
    code: 'InvalidPartNumber',
    status: 416,
  });
  assert.equal(await bench.blobCount(), 2);
  await bench.put('key', 'replaced');
  assert.equal(await bench.blobCount(), 0);
});

test('the first part of an object is 1, under whatever number it was put', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const uploadId = await begin(bench);
  const parts: CompletedPart[] = [];
  for (const [at, bytes] of PARTS.entries()) parts.push(await put(bench, uploadId, at * 4 + 1, bytes));
  await complete(bench, uploadId, parts);
  const ask = { Bucket: BUCKET, Key: 'key' };
  for (const [at, bytes] of PARTS.entries()) {
    const part = await getObject(bench.context(), { ...ask, PartNumber: at + 1, ChecksumMode: 'ENABLED' });
    assert.deepEqual([part.PartsCount, part.ChecksumType], [3, undefined]);
    assert.ok(bytes.equals(await bytesOf(part.Body)));
  }
  const behind = { code: 'InvalidPartNumber', fields: { PartNumberRequested: '5', ActualPartCount: '3' } };
  await assert.rejects(headObject(bench.context(), { ...ask, PartNumber: 5 }), behind);
});

test('a part, and a range that is one, has the checksum that the part was put with', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const uploadId = await begin(bench, { ChecksumAlgorithm: 'SHA256' });
  const parts = await putHashed(bench, uploadId);
  const { ChecksumSHA256: whole } = await complete(bench, uploadId, parts);
  const ask = { Bucket: BUCKET, Key: 'key', ChecksumMode: 'ENABLED' } as const;
  let start = 0;
  for (const { PartNumber, ChecksumSHA256 } of parts) {
    const sizeBytes = PARTS[(PartNumber ?? 0) - 1]?.length ?? 0;
    for (const Range of [undefined, `bytes=${start}-${start + sizeBytes - 1}`]) {
      const meant = Range === undefined ? { PartNumber } : { Range };
      const answer = await headObject(bench.context(), { ...ask, ...meant });
      assert.deepEqual([answer.ChecksumSHA256, answer.ChecksumType], [ChecksumSHA256, 'COMPOSITE']);
    }
    start += sizeBytes;
  }
  for (const [Range, checksum] of [
    ['bytes=0-', whole],
    ['bytes=1-', undefined],
    ['bytes=0-9', undefined],
  ] as const) {
    assert.equal((await headObject(bench.context(), { ...ask, Range })).ChecksumSHA256, checksum, Range);
  }
  const { Checksum } = await getObjectAttributes(bench.context(), { ...ask, ObjectAttributes: ['Checksum'] });
  assert.deepEqual(Checksum, { ChecksumSHA256: whole?.replace('-3', ''), ChecksumType: 'COMPOSITE' });
});

test('parts with checksums are numbered without gaps', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const uploadId = await begin(bench, { ChecksumAlgorithm: 'SHA256' });
  const [first, second, third] = await putHashed(bench, uploadId);
  assert.ok(first && second && third);
  for (const parts of [[second], [first, third]]) {
    await assert.rejects(complete(bench, uploadId, parts), { code: 'InvalidPartOrder', status: 400 });
  }
  await complete(bench, uploadId, [first, second]);
});

test('an upload without a checksum of its own gets that of S3 for the whole object', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const uploadId = await begin(bench);
  await complete(bench, uploadId, await putAll(bench, uploadId));
  const ask = { Bucket: BUCKET, Key: 'key', ChecksumMode: 'ENABLED' } as const;
  const inParts = await headObject(bench.context(), ask);
  assert.equal(inParts.ChecksumType, 'FULL_OBJECT');
  await bench.put('key', Buffer.concat(PARTS));
  const atOnce = await headObject(bench.context(), ask);
  assert.ok(inParts.ChecksumCRC64NVME);
  assert.equal(inParts.ChecksumCRC64NVME, atOnce.ChecksumCRC64NVME);
});

test('a completion that is repeated is answered as the first was', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const uploadId = await begin(bench);
  const parts = [await put(bench, uploadId, 1, 'only')];
  const first = await complete(bench, uploadId, parts);
  assert.deepEqual(await complete(bench, uploadId, parts), first);
  await assert.rejects(complete(bench, uploadId, []), { name: 'NoSuchUpload' });
  bench.clock.advance(COMPLETED_KEPT_MS + 1);
  const later = await begin(bench);
  await complete(bench, later, [await put(bench, later, 1, 'only')]);
  await assert.rejects(complete(bench, uploadId, parts), { name: 'NoSuchUpload' }, 'a day later it is forgotten');
});

test('parts that were left out, replaced or aborted leave no blob', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const uploadId = await begin(bench);
  await put(bench, uploadId, 1, Buffer.alloc(100_000));
  const part = await put(bench, uploadId, 1, Buffer.alloc(200_000));
  await put(bench, uploadId, 7, Buffer.alloc(300_000));
  assert.equal(await bench.blobCount(), 2);
  await complete(bench, uploadId, [part]);
  assert.equal(await bench.blobCount(), 1);
  assert.equal((await bench.get('key')).length, 200_000);
  const aborted = await begin(bench, { Key: 'other' });
  await uploadPart(bench.context(), {
    Bucket: BUCKET,
    Key: 'other',
    UploadId: aborted,
    PartNumber: 1,
    Body: bodyOf(Buffer.alloc(100_000)),
  });
  await abortMultipartUpload(bench.context(), { Bucket: BUCKET, Key: 'other', UploadId: aborted });
  assert.equal(await bench.blobCount(), 1);
});

test('a bucket with uploads under way can be deleted, and they go with it', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const uploadId = await begin(bench);
  await put(bench, uploadId, 1, Buffer.alloc(100_000));
  await deleteBucket(bench.context(), { Bucket: BUCKET });
  assert.equal(await bench.blobCount(), 0);
});

test('uploads are listed by key and by the time at which they began', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const wanted: string[] = [];
  for (const Key of ['a/1', 'b', 'b']) wanted.push(`${Key} ${await begin(bench, { Key })}`);
  const found: string[] = [];
  let next: object | undefined = {};
  while (next) {
    const page = await listMultipartUploads(bench.context(), { Bucket: BUCKET, MaxUploads: 1, ...next });
    for (const { Key, UploadId } of page.Uploads ?? []) found.push(`${Key} ${UploadId}`);
    const { IsTruncated, NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
    next = IsTruncated ? { KeyMarker, UploadIdMarker } : undefined;
  }
  assert.deepEqual(found, wanted);
  const rolled = await listMultipartUploads(bench.context(), { Bucket: BUCKET, Delimiter: '/' });
  assert.deepEqual([rolled.CommonPrefixes, rolled.Uploads?.length], [[{ Prefix: 'a/' }], 2]);
});

type Listed = readonly [number, string];
const BAD: readonly (readonly [string, readonly Listed[], object])[] = [
  ['none', [], { code: 'MalformedXML' }],
  [
    'not in order',
    [
      [2, 'etag'],
      [1, 'etag'],
    ],
    { code: 'InvalidPartOrder' },
  ],
  [
    'twice the same',
    [
      [1, 'etag'],
      [1, 'etag'],
    ],
    { code: 'InvalidPartOrder' },
  ],
  [
    'one that was not put',
    [
      [1, 'etag'],
      [9, 'etag'],
    ],
    { code: 'InvalidPart' },
  ],
  ['another etag', [[1, '"0123"']], { code: 'InvalidPart' }],
  [
    'a small one that is not the last',
    [
      [1, 'etag'],
      [2, 'etag'],
    ],
    { code: 'EntityTooSmall' },
  ],
];

test('lists of parts that make no object are refused, and the upload goes on', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const uploadId = await begin(bench);
  const put1 = await put(bench, uploadId, 1, 'small');
  const put2 = await put(bench, uploadId, 2, 'small');
  for (const [name, listed, error] of BAD) {
    const parts = listed.map(([PartNumber, etag]) => ({ PartNumber, ETag: etag === 'etag' ? put1.ETag : etag }));
    await assert.rejects(complete(bench, uploadId, parts), error, name);
  }
  await assert.rejects(complete(bench, uploadId, [put1], { MpuObjectSize: 6 }), { code: 'InvalidRequest' });
  await assert.rejects(complete(bench, uploadId, [put1], { IfMatch: 'x' }), { name: 'NoSuchKey' });
  const changed = await put(bench, uploadId, 2, 'changed');
  assert.notEqual(changed.ETag, put2.ETag);
  await complete(bench, uploadId, [changed], { IfNoneMatch: '*', MpuObjectSize: 7 });
  assert.equal(await bench.get('key'), 'changed');
  await assert.rejects(put(bench, uploadId, 1, 'late'), { name: 'NoSuchUpload' });
});

const CHECKSUMS: readonly (readonly [object, string])[] = [
  [
    { ChecksumType: 'FULL_OBJECT' },
    'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
  ],
  [
    { ChecksumType: 'FULL_OBJECT', ChecksumAlgorithm: 'SHA1' },
    'The FULL_OBJECT checksum type cannot be used with the sha1 checksum algorithm.',
  ],
  [
    { ChecksumType: 'COMPOSITE', ChecksumAlgorithm: 'CRC64NVME' },
    'The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.',
  ],
];

test('checksums that cannot be are refused', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  for (const [more, message] of CHECKSUMS) {
    await assert.rejects(begin(bench, more), { code: 'InvalidRequest', message });
  }
  const uploadId = await begin(bench, { ChecksumAlgorithm: 'SHA256' });
  await assert.rejects(put(bench, uploadId, 1, 'none'), {
    message: 'Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: null',
  });
});

test('names and ids that no key of the store can hold are the fault of who asks', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const long = 'x'.repeat(5_000);
  const uploadId = await begin(bench);
  const ask = { Bucket: BUCKET, Key: 'key', UploadId: long };
  await assert.rejects(abortMultipartUpload(bench.context(), ask), { name: 'NoSuchUpload' });
  await assert.rejects(put(bench, long, 1, 'a'), { name: 'NoSuchUpload' });
  await assert.rejects(complete(bench, long, [{ PartNumber: 1, ETag: 'a' }]), { name: 'NoSuchUpload' });
  const tooLong = { Bucket: BUCKET, Key: long, UploadId: uploadId };
  await assert.rejects(listParts(bench.context(), tooLong), { code: 'KeyTooLongError' });
  for (const operation of [getObject, headObject, deleteObject])
    await assert.rejects(operation(bench.context(), { Bucket: BUCKET, Key: long }), { code: 'KeyTooLongError' });
  const Delete = { Objects: [{ Key: 'a' }, { Key: long }] };
  await assert.rejects(deleteObjects(bench.context(), { Bucket: BUCKET, Delete }), { code: 'KeyTooLongError' });
  const listed = await listMultipartUploads(bench.context(), { Bucket: BUCKET, KeyMarker: 'a', UploadIdMarker: long });
  assert.equal(listed.Uploads?.length, 1);
  for (const [Prefix, name] of [
    ['', long],
    [long, long],
    ['', '\u{4e2d}'.repeat(1_000)],
    ['', `z${'\u{1f600}'.repeat(1_000)}`],
  ] as const) {
    const input = { Bucket: BUCKET, Prefix, KeyMarker: name, Marker: name, StartAfter: name, UploadIdMarker: name };
    const versions = { ...input, KeyMarker: `z${name}` };
    assert.equal((await listMultipartUploads(bench.context(), input)).Uploads?.length ?? 0, 0);
    assert.equal((await listObjects(bench.context(), input)).Contents?.length ?? 0, 0);
    assert.equal((await listObjectsV2(bench.context(), input)).Contents?.length ?? 0, 0);
    for (const VersionIdMarker of [undefined, 'null', 'x'.repeat(32)]) {
      const listed = await listObjectVersions(bench.context(), { ...versions, VersionIdMarker });
      assert.equal(listed.Versions?.length ?? 0, 0);
    }
  }
});
