import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { updateBucket } from './buckets.ts';
import { copyObject } from './operations/copy-object.ts';
import { getObject } from './operations/get-object.ts';
import { headObject } from './operations/head-object.ts';
import { type Bench, BUCKET, bytesOf, openBench } from './s3.fixture.ts';

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((name) => statSync(name).isFile());
}

test('the bytes on disk do not hold what was put', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const secret = 'a sentence that nobody else writes';
  await bench.put('small', secret);
  await bench.put('large', secret.repeat(2_000));
  assert.equal(await bench.blobCount(), 1);
  const files = filesBelow(bench.folder);
  assert.ok(files.length >= 2);
  for (const file of files) assert.ok(!readFileSync(file).includes(secret), `${file} holds it`);
});

test('a damaged blob is an error, never other bytes', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  await bench.put('key', Buffer.alloc(50_000, 'x'));
  const [file = ''] = filesBelow(path.join(bench.folder, 'blobs'));
  const bytes = readFileSync(file);
  bytes[20_000] = (bytes[20_000] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  await assert.rejects(bench.get('key'), { name: 'BlobDamagedError' });
});

interface KeyMembers {
  readonly SSECustomerAlgorithm: string;
  readonly SSECustomerKey: string;
  readonly SSECustomerKeyMD5: string;
}

function customerKey(key = randomBytes(32)): KeyMembers {
  return {
    SSECustomerAlgorithm: 'AES256',
    SSECustomerKey: key.toString('base64'),
    SSECustomerKeyMD5: createHash('md5').update(key).digest('base64'),
  };
}

/** New buckets refuse them. */
async function openForCustomerKeys(bench: Bench): Promise<void> {
  await updateBucket(bench.context(), { Bucket: BUCKET }, (bucket) => ({ ...bucket, blocksCustomerKeys: false }));
}

const MUST = 'Requests specifying Server Side Encryption with Customer provided keys must provide';
const BAD_KEYS: readonly (readonly [string, object, object])[] = [
  ['no algorithm', { SSECustomerAlgorithm: undefined }, { message: `${MUST} a valid encryption algorithm.` }],
  ['another algorithm', { SSECustomerAlgorithm: 'DES' }, { code: 'InvalidEncryptionAlgorithmError' }],
  ['no key', { SSECustomerKey: undefined }, { message: `${MUST} an appropriate secret key.` }],
  ['no MD5', { SSECustomerKeyMD5: undefined }, { message: `${MUST} the client calculated MD5 of the secret key.` }],
  ['a short key', { SSECustomerKey: 'AAAA' }, { message: 'The secret key was invalid for the specified algorithm.' }],
  [
    'the MD5 of another',
    { SSECustomerKeyMD5: customerKey().SSECustomerKeyMD5 },
    { message: 'The calculated MD5 hash of the key did not match the hash that was provided.' },
  ],
  ['encryption of S3, too', { ServerSideEncryption: 'AES256' }, { code: 'InvalidArgument' }],
];

test('keys of the customer that are none are refused, and all of them in a new bucket', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  await assert.rejects(bench.put('key', 'x', customerKey()), { code: 'AccessDenied', status: 403 });
  await openForCustomerKeys(bench);
  for (const [name, more, error] of BAD_KEYS) {
    await assert.rejects(bench.put('key', 'x', { ...customerKey(), ...more }), error, name);
  }
});

test('what was put with a key of the customer opens with that key alone', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  await openForCustomerKeys(bench);
  const key = customerKey();
  for (const body of ['small', 'x'.repeat(100_000) + 'end']) {
    const put = await bench.put('key', body, key);
    assert.equal(put.SSECustomerKeyMD5, key.SSECustomerKeyMD5);
    assert.equal(put.ServerSideEncryption, undefined);
    assert.notEqual(put.ETag, `"${createHash('md5').update(body).digest('hex')}"`);
    const ask = { Bucket: BUCKET, Key: 'key' };
    const got = await getObject(bench.context(), { ...ask, ...key });
    assert.equal((await bytesOf(got.Body)).toString(), body);
    const range = await getObject(bench.context(), { ...ask, ...key, Range: 'bytes=-3' });
    assert.equal((await bytesOf(range.Body)).toString(), body.slice(-3));
    await assert.rejects(headObject(bench.context(), ask), { code: 'InvalidRequest' });
    await assert.rejects(headObject(bench.context(), { ...ask, ...customerKey() }), { code: 'AccessDenied' });
    const CopySource = `${BUCKET}/key`;
    await assert.rejects(copyObject(bench.context(), { Bucket: BUCKET, Key: 'copy', CopySource }), {
      code: 'InvalidRequest',
    });
    await copyObject(bench.context(), {
      Bucket: BUCKET,
      Key: 'copy',
      CopySource,
      CopySourceSSECustomerAlgorithm: key.SSECustomerAlgorithm,
      CopySourceSSECustomerKey: key.SSECustomerKey,
      CopySourceSSECustomerKeyMD5: key.SSECustomerKeyMD5,
    });
    assert.equal(await bench.get('copy'), body);
  }
});
