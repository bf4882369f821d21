/** S3: objects of three sizes, put and got, and a list of 10,000 keys. */
import { randomBytes } from 'node:crypto';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PLAIN_FILE_SERVER } from './plain-file-server.ts';
import type { Server } from './peers.ts';
import type { Signer } from './signer.ts';
import { inTurn, inTurnOf, type Workload } from './workload.ts';

const BUCKET = 'bench-bucket';
const LISTED = 10_000;
const PAGE = 1_000;
const KIB = 1024;
const MIB = 1024 * KIB;
/** The same path on every server, a plain file server too. */
const pathOf = (key: string): string => `/${BUCKET}/${key}`;

const SMALL = 4 * KIB;
const MEDIUM = MIB;
export const LARGE = 256 * MIB;
const READ_OBJECTS = 500;
const OTHERS = [PLAIN_FILE_SERVER];

export async function prepareBucket(server: Server): Promise<void> {
  if (server.name === PLAIN_FILE_SERVER) return;
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    credentials: server.keys,
    forcePathStyle: true,
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const put = (Key: string, Body: Uint8Array): Promise<unknown> =>
    client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
  for (let from = 0; from < LISTED; from += 50) {
    const names = Array.from({ length: 50 }, (_, at) => `listed/${String(from + at).padStart(6, '0')}`);
    await Promise.all(names.map((name) => put(name, Buffer.from(name))));
  }
  for (let number = 0; number < READ_OBJECTS; number++) await put(`small/${number}`, randomBytes(SMALL));
  for (let number = 0; number < 10; number++) await put(`medium/${number}`, randomBytes(MEDIUM));
  await put('large', Buffer.alloc(LARGE, randomBytes(MIB)));
  client.destroy();
}

function puts(bytes: number): (signer: Signer, count: number, mark: string) => () => Buffer {
  return (signer, count, mark) => {
    // What is kept of requests before they are sent is bounded.
    const some = Math.max(1, Math.min(count, Math.floor((256 * MIB) / bytes)));
    return inTurnOf(some, (number) => signer.s3('PUT', pathOf(`new/${mark}/${number}`), randomBytes(bytes)));
  };
}

function gets(names: readonly string[]): (signer: Signer) => () => Buffer {
  return (signer) => inTurn(names.map((name) => signer.s3('GET', pathOf(name))));
}

const numbered = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, number) => `${prefix}/${number}`);

export const OBJECT_WORKLOADS: readonly Workload[] = [
  {
    name: 'PUT of 4 KiB',
    lacking: OTHERS,
    goals: { 32: '3 x s3rver, 15 x moto' },
    requests: puts(SMALL),
  },
  { name: 'GET of 4 KiB', lacking: OTHERS, goals: {}, requests: gets(numbered('small', READ_OBJECTS)) },
  { name: 'PUT of 1 MiB', lacking: OTHERS, goals: {}, requests: puts(MEDIUM) },
  { name: 'GET of 1 MiB', lacking: OTHERS, goals: {}, requests: gets(numbered('medium', 10)) },
  {
    name: 'PUT of 256 MiB',
    lacking: OTHERS,
    clientsMax: 1,
    requestsMax: 2,
    goals: {},
    requests: (signer, _count, mark) => inTurn([signer.s3('PUT', pathOf(`new/${mark}`), Buffer.alloc(LARGE, mark))]),
  },
  {
    name: 'GET of 256 MiB',
    lacking: [],
    clientsMax: 1,
    requestsMax: 4,
    goals: { 1: '0.4 x a plain file by nginx' },
    requests: gets(['large']),
  },
  {
    name: `list of ${LISTED} keys, by pages of ${PAGE}`,
    lacking: OTHERS,
    goals: {},
    requests: (signer) =>
      inTurnOf(LISTED / PAGE, (page) => {
        const after = page === 0 ? '' : `&start-after=listed%2F${String(page * PAGE - 1).padStart(6, '0')}`;
        return signer.s3('GET', `/${BUCKET}`, undefined, `list-type=2&max-keys=${PAGE}&prefix=listed%2F${after}`);
      }),
  },
];
