/**
 * Large objects in bounded memory: one PUT and GET, and an upload in parts over a kill -9 of the server, by the SDK with
 * bytes that are made as they are sent. Small here; in full, as docs/reports/big-objects.md has it:
 * `BIG_PUT_MIB=1024 BIG_UPLOAD_MIB=5120 ./virga node --test test/e2e/big-objects.test.ts` (12 GB of disk).
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { makeDataFolder, type RunningCloud, startCloud } from '../cloud.ts';
import { generate, generated } from './fixtures/generated-bytes.ts';
import { ResidentMemory } from './fixtures/resident-memory.ts';

const MIB = 1024 * 1024;
/** More than the growth that is let pass, so that a server that held the body would be found. */
const PUT_BYTES = Number(process.env['BIG_PUT_MIB'] ?? 256) * MIB;
const UPLOAD_BYTES = Number(process.env['BIG_UPLOAD_MIB'] ?? 80) * MIB;
const PART_BYTES = 8 * MIB;
const PARTS = UPLOAD_BYTES / PART_BYTES;
const AT_ONCE = 4;
const GROWTH_MB_MAX = 100;
const Bucket = 'big';

const dataFolder = makeDataFolder();
after(() => rmSync(dataFolder, { recursive: true, force: true }));

test(`PUT and GET of ${PUT_BYTES / MIB} MiB raise resident memory by less than ${GROWTH_MB_MAX} MB`, async (t) => {
  await using cloud = await startCloud({ dataFolder });
  const client = clientOf(cloud);
  await client.send(new CreateBucketCommand({ Bucket }));
  const memory = new ResidentMemory(cloud.process.pid ?? 0);
  const sent = createHash('sha256');
  const startedMs = performance.now();
  const Body = Readable.from(watched(generate(PUT_BYTES), memory, sent));
  await client.send(new PutObjectCommand({ Bucket, Key: 'one', Body, ContentLength: PUT_BYTES }));
  const putMs = performance.now();
  const afterPut = memory.growthMb();
  assert.equal(await digestOf(client, 'one', memory), sent.digest('hex'));
  const gotMs = performance.now();
  t.diagnostic(
    `resident before ${memory.beforeMb} MB; at most ${afterPut} MB more in PUT, ${memory.growthMb()} MB with GET`,
  );
  t.diagnostic(`PUT took ${seconds(startedMs, putMs)} s, GET ${seconds(putMs, gotMs)} s`);
  assert.ok(memory.growthMb() < GROWTH_MB_MAX, `${memory.growthMb()} MB`);
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'one' }));
  client.destroy();
});

test(`an upload of ${PARTS} parts of 8 MiB survives kill -9, in bounded memory`, async (t) => {
  const Key = 'parts';
  const etags = new Map<number, string>();
  let UploadId: string | undefined;
  {
    await using cloud = await startCloud({ dataFolder });
    const client = clientOf(cloud);
    ({ UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key })));
    const early = numbers(1, Math.ceil(PARTS * 0.4));
    const memory = new ResidentMemory(cloud.process.pid ?? 0);
    await putParts(client, { Bucket, Key, UploadId }, early, etags, memory);
    t.diagnostic(`${early.length} parts before the kill; at most ${memory.growthMb()} MB over ${memory.beforeMb} MB`);
    // It finds the server in the middle of some.
    const cut = numbers(early.length + 1, early.length + AT_ONCE).map((number) =>
      client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: number, Body: partOf(number) })),
    );
    const settled = Promise.allSettled(cut);
    await cloud.kill();
    await settled;
    client.destroy();
  }
  // While no connection is open that could become too old.
  const expected = createHash('sha256');
  for await (const piece of generate(UPLOAD_BYTES)) expected.update(piece);
  await using cloud = await startCloud({ dataFolder });
  const client = clientOf(cloud);
  const memory = new ResidentMemory(cloud.process.pid ?? 0);
  const upload = { Bucket, Key, UploadId };
  const startedMs = performance.now();
  const there = await listParts(client, upload);
  for (const [number, etag] of etags) assert.equal(there.get(number), etag, `part ${number} was acknowledged`);
  await putParts(client, upload, numbers(etags.size + 1, PARTS), etags, memory);
  const Parts = numbers(1, PARTS).map((PartNumber) => ({ PartNumber, ETag: etags.get(PartNumber) }));
  await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  const putMs = performance.now();
  assert.equal(await digestOf(client, Key, memory), expected.digest('hex'));
  t.diagnostic(`the rest took ${seconds(startedMs, putMs)} s, the GET ${seconds(putMs, performance.now())} s`);
  t.diagnostic(`after it at most ${memory.growthMb()} MB over ${memory.beforeMb} MB, with the GET of all`);
  assert.ok(memory.growthMb() < GROWTH_MB_MAX, `${memory.growthMb()} MB`);
  client.destroy();
});

function clientOf(cloud: RunningCloud): S3Client {
  const environment = cloud.environment();
  return new S3Client({
    endpoint: cloud.url,
    region: environment['AWS_REGION'] ?? '',
    credentials: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
    forcePathStyle: true,
    maxAttempts: 1,
  });
}

async function* watched(
  source: AsyncIterable<Buffer>,
  memory: ResidentMemory,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Buffer> {
  for await (const piece of source) {
    hash.update(piece);
    memory.look();
    yield piece;
  }
}

async function digestOf(client: S3Client, Key: string, memory: ResidentMemory): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  const hash = createHash('sha256');
  for await (const piece of Body as Readable) {
    hash.update(piece as Buffer);
    memory.look();
  }
  return hash.digest('hex');
}

const numbers = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at);

const seconds = (fromMs: number, toMs: number): string => ((toMs - fromMs) / 1_000).toFixed(1);

const partOf = (number: number): Buffer => generated((number - 1) * PART_BYTES, PART_BYTES);

interface UploadInput {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string | undefined;
}

/** The SDK's own pages never end, at AWS neither: it does not look at IsTruncated. */
async function listParts(client: S3Client, upload: UploadInput): Promise<ReadonlyMap<number, string>> {
  const etags = new Map<number, string>();
  let marker: string | undefined;
  for (;;) {
    const page = await client.send(new ListPartsCommand({ ...upload, PartNumberMarker: marker }));
    for (const { PartNumber = 0, ETag = '' } of page.Parts ?? []) etags.set(PartNumber, ETag);
    if (!page.IsTruncated) return etags;
    marker = page.NextPartNumberMarker;
  }
}

/** A few at a time, in order. */
async function putParts(
  client: S3Client,
  upload: UploadInput,
  these: readonly number[],
  etags: Map<number, string>,
  memory: ResidentMemory,
): Promise<void> {
  const left = these.values();
  const one = async (): Promise<void> => {
    for (const number of left) {
      const part = { ...upload, PartNumber: number, Body: partOf(number) };
      const { ETag = '' } = await client.send(new UploadPartCommand(part));
      etags.set(number, ETag);
      memory.look();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}
