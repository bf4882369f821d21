import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { bodyOf, BUCKET, bytesOf, openBench } from '../s3.fixture.ts';
import { getObject } from './get-object.ts';
import { putBucketVersioning } from './put-bucket-versioning.ts';
import { putObject } from './put-object.ts';

test('small and large bodies come back as they were put', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  for (const sizeBytes of [0, 1, 16 * 1024, 16 * 1024 + 1, 300_000]) {
    const bytes = Buffer.alloc(sizeBytes, 'virga!');
    const { ETag, ServerSideEncryption } = await bench.put('key', bytes);
    assert.equal(ETag, `"${createHash('md5').update(bytes).digest('hex')}"`);
    assert.equal(ServerSideEncryption, 'AES256');
    const { Body, ContentLength } = await getObject(bench.context(), { Bucket: BUCKET, Key: 'key' });
    assert.equal(ContentLength, sizeBytes);
    assert.ok(bytes.equals(await bytesOf(Body)));
  }
});

test('what was replaced leaves no blob', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  await bench.put('key', Buffer.alloc(100_000));
  await bench.put('key', Buffer.alloc(200_000));
  assert.equal(await bench.blobCount(), 1);
  await bench.put('key', 'small');
  assert.equal(await bench.blobCount(), 0);
  assert.equal(await bench.get('key'), 'small');
});

test('a refused body leaves nothing', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const input = { Bucket: BUCKET, Key: 'key', Body: bodyOf(Buffer.alloc(100_000)) };
  const md5 = createHash('md5').update('other').digest('base64');
  await assert.rejects(putObject(bench.context(), { ...input, ContentMD5: md5 }), { code: 'BadDigest' });
  assert.equal(await bench.blobCount(), 0);
  await assert.rejects(bench.get('key'), { name: 'NoSuchKey' });
});

test('versions are kept where versioning is enabled', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  await bench.put('key', 'null');
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await putBucketVersioning(bench.context(), { Bucket: BUCKET, VersioningConfiguration });
  const { VersionId = '' } = await bench.put('key', 'first');
  await bench.put('key', 'second');
  assert.match(VersionId, /^[A-Za-z0-9._]{32}$/);
  assert.equal(await bench.get('key'), 'second');
  assert.equal(await bench.get('key', { VersionId }), 'first');
  assert.equal(await bench.get('key', { VersionId: 'null' }), 'null');
});

test('a name that no bucket can have', async () => {
  await using bench = await openBench();
  for (const Bucket of ['x'.repeat(5_000), 'ä'.repeat(100), '..'])
    await assert.rejects(putObject(bench.context(), { Bucket, Key: 'key', Body: bodyOf(Buffer.alloc(1)) }), {
      code: 'InvalidBucketName',
    });
});
