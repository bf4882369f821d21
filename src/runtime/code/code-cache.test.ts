/** Extracted once however many ask, kept over restarts, thrown out when nobody uses it. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { zipOf } from '../../../test/zip.ts';
import { openDiskBlobs } from '../../blob/disk.ts';
import { RandomIds } from '../../kit/ids.ts';
import { silentLog } from '../../kit/log.ts';
import { type FunctionCode, InvocationRefusedError } from '../function-version.ts';
import { CodeCache } from './code-cache.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'virga-code-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const log = silentLog;
const blobs = await openDiskBlobs({
  folder: path.join(folder, 'blobs'),
  key: randomBytes(32),
  ids: new RandomIds(),
  log,
});

async function packageOf(files: Readonly<Record<string, string>>): Promise<FunctionCode> {
  return await store(await zipOf(files));
}

async function store(zip: Buffer): Promise<FunctionCode> {
  const { id, sizeBytes } = await blobs.put(zip);
  return { sha256: createHash('sha256').update(zip).digest('base64'), blobId: id, sizeBytes };
}

test('at once, over a restart, and after its blob has gone', async () => {
  const code = await packageOf({ 'a.py': 'import boto3' });
  const cache = await CodeCache.open({ dataFolder: folder, blobs, log });
  const found = await Promise.all(Array.from({ length: 8 }, () => cache.use(code)));
  assert.equal(new Set(found.map((one) => one.folder)).size, 1);
  await blobs.delete(code.blobId);
  const again = await (await CodeCache.open({ dataFolder: folder, blobs, log })).use(code);
  assert.equal(readFileSync(path.join(again.folder, 'a.py'), 'utf8'), 'import boto3');
  assert.deepEqual(again.sdks, ['python']);
});

test('the SDKs that code names without carrying them', async () => {
  const cache = await CodeCache.open({ dataFolder: folder, blobs, log });
  const sdks = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> =>
    (await cache.use(await packageOf(files))).sdks;
  assert.deepEqual(await sdks({ 'index.mjs': "import { S3Client } from '@aws-sdk/client-s3';" }), ['node']);
  assert.deepEqual(await sdks({ 'index.js': "require('fs')" }), []);
  const carried = { 'index.js': "require('@aws-sdk/client-s3')", 'node_modules/@aws-sdk/client-s3/index.js': '' };
  assert.deepEqual(await sdks(carried), []);
});

test('what is used stays, the rest goes when there is too much', async () => {
  const cache = await CodeCache.open({ dataFolder: folder, blobs, log, maxBytes: 20_000 });
  const held = await cache.use(await packageOf({ 'a.txt': 'a'.repeat(10_000) }));
  const other = await cache.use(await packageOf({ 'b.txt': 'b'.repeat(10_000) }));
  assert.ok(existsSync(held.folder) && existsSync(other.folder));
  other.release();
  const deadline = Date.now() + 10_000;
  while (existsSync(other.folder) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(existsSync(held.folder) && !existsSync(other.folder));
});

test('small packages count with what they take of a disk, and leave nothing when they go', async () => {
  const own = path.join(folder, 'small');
  const cache = await CodeCache.open({ dataFolder: own, blobs, log, maxBytes: 100_000 });
  for (let made = 0; made < 30; made++) (await cache.use(await packageOf({ 'a.txt': `${made}` }))).release();
  const names = (): string[] => readdirSync(path.join(own, 'code')).filter((name) => name !== 'boot');
  const whole = (): string[] => names().filter((name) => /^[0-9a-f]{64}$/.test(name));
  const deadline = Date.now() + 10_000;
  const isSettled = (): boolean => whole().length < 10 && names().length === 2 * whole().length;
  while (!isSettled() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(isSettled() && whole().length > 2, names().join(' '));
});

test('what is no package is refused', async () => {
  const cache = await CodeCache.open({ dataFolder: folder, blobs, log });
  const refused = (error: unknown): boolean =>
    error instanceof InvocationRefusedError && error.reason === 'CodeUnavailable';
  await assert.rejects(cache.use(await store(Buffer.from('no zip'))), refused);
});
