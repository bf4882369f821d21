/** For this service's tests: its operations on a real store, real blobs and a real sealer, with a clock that the test moves. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import type { Principal } from '../../auth/principal.ts';
import type { Blobs } from '../../blob/blobs.ts';
import { openDiskBlobs } from '../../blob/disk.ts';
import { ManualClock, systemClock } from '../../kit/clock.ts';
import { RandomIds } from '../../kit/ids.ts';
import { silentLog } from '../../kit/log.ts';
import { createSealer, type Sealer } from '../../kit/seal.ts';
import { openSqliteStore } from '../../storage/sqlite/store.ts';
import type { Store } from '../../storage/store.ts';
import type { StreamingBody } from '../../wire/protocols/protocol.ts';
import type { AccessCheck } from '../service.ts';
import type { NamedPrincipals } from './bucket-policy/stored-policy.ts';
import type { PutObjectOutput, PutObjectRequest } from './model.ts';
import { openS3, type S3 } from './open.ts';
import { createBucket } from './operations/create-bucket.ts';
import { getObject } from './operations/get-object.ts';
import { putObject } from './operations/put-object.ts';
import type { S3Context } from './parts.ts';

export const START_MS = Date.UTC(2026, 10, 27, 12, 0, 0);
export const ACCOUNT = '000000000000';
export const OTHER_ACCOUNT = '111111111111';
export const REGION = 'us-east-1';
export const ALICE_ID = 'AIDAALICEALICEALICE00';

export interface Bench {
  readonly folder: string;
  readonly clock: ManualClock;
  readonly ids: RandomIds;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly sealer: Sealer;
  readonly s3: S3;
  /** What `ctx.authorize` was asked for; it refuses what `denied` holds. */
  readonly asked: AccessCheck[];
  readonly denied: Set<string>;
  /** A new request's context. */
  context(overrides?: Partial<S3Context>): S3Context;
  createBucket(name?: string): Promise<string>;
  put(key: string, body: string | Uint8Array, more?: Partial<PutObjectRequest>): Promise<PutObjectOutput>;
  /** The whole body, as text. */
  get(key: string, more?: { readonly VersionId?: string; readonly Bucket?: string }): Promise<string>;
  /** Every blob that there is. */
  blobCount(): Promise<number>;
  [Symbol.asyncDispose](): Promise<void>;
}

const ROOT: Principal = {
  kind: 'root',
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  userId: ACCOUNT,
  tags: {},
};

export const BUCKET = 'bench';

/** Of two accounts; `alice` is the only user of the first. */
const IDENTITIES: NamedPrincipals = {
  principalId: (arn) => {
    const isHere = arn.startsWith(`arn:aws:iam::${ACCOUNT}:`) && !arn.endsWith(':root');
    return Promise.resolve(isHere ? (arn.endsWith(':user/alice') ? ALICE_ID : 'missing') : undefined);
  },
  accountIds: () => Promise.resolve([ACCOUNT, OTHER_ACCOUNT]),
};

/** A request's body, as the wire gives it. */
export function bodyOf(
  bytes: string | Uint8Array,
  { trailers = {}, pieceBytes = 64 * 1024 }: { trailers?: Record<string, string>; pieceBytes?: number } = {},
): StreamingBody {
  const buffered = Buffer.from(bytes);
  return {
    lengthBytes: buffered.length,
    trailers,
    // oxlint-disable-next-line require-await
    async *[Symbol.asyncIterator]() {
      for (let at = 0; at < buffered.length; at += pieceBytes) yield buffered.subarray(at, at + pieceBytes);
    },
  };
}

/** What an operation answers: in one piece, or as it flows. */
export async function bytesOf(body: AsyncIterable<Uint8Array> | Uint8Array | undefined): Promise<Buffer> {
  if (body === undefined) return Buffer.alloc(0);
  return body instanceof Uint8Array ? Buffer.from(body) : await buffer(Readable.from(body));
}

export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-s3-'));
  const [clock, ids, sealer] = [new ManualClock(START_MS), new RandomIds(), createSealer(randomBytes(32))];
  const file = path.join(folder, 'state.sqlite');
  const store = await openSqliteStore({ file, clock: systemClock, log: silentLog, onFatal: raise });
  const key = sealer.derive('blob');
  const blobs = await openDiskBlobs({ folder: path.join(folder, 'blobs'), key, ids, log: silentLog });
  const s3 = openS3({ store, blobs, sealer, clock, ids, log: silentLog, identities: IDENTITIES });
  const [asked, denied] = [new Array<AccessCheck>(), new Set<string>()];
  const authorize = (check: AccessCheck): Promise<void> => {
    asked.push(check);
    return denied.has(check.action) ? Promise.reject(new Error(`denied ${check.action}`)) : Promise.resolve();
  };
  const context: Bench['context'] = (overrides) => ({ ...contextOf(s3, store, clock, ids), authorize, ...overrides });
  return {
    folder,
    clock,
    ids,
    store,
    blobs,
    sealer,
    s3,
    asked,
    denied,
    context,
    async createBucket(name = BUCKET) {
      await createBucket(context(), { Bucket: name });
      return name;
    },
    put: (name, body, more = {}) => putObject(context(), { Bucket: BUCKET, Key: name, Body: bodyOf(body), ...more }),
    async get(name, more = {}) {
      return (await bytesOf((await getObject(context(), { Bucket: BUCKET, Key: name, ...more })).Body)).toString();
    },
    async blobCount() {
      await s3.garbage.idle();
      return (await blobs.list(undefined, 1_000)).length;
    },
    async [Symbol.asyncDispose]() {
      await s3.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function raise(error: unknown): never {
  throw error;
}

function contextOf(s3: S3, store: Store, clock: ManualClock, ids: RandomIds): Omit<S3Context, 'authorize'> {
  return {
    parts: s3.service.parts,
    requestId: ids.uuid(),
    service: 's3',
    operation: 'Test',
    accountId: ACCOUNT,
    region: REGION,
    principal: ROOT,
    endpointUrl: 'http://127.0.0.1:4566',
    sourceIp: '127.0.0.1',
    userAgent: 'test',
    clock,
    ids,
    log: silentLog,
    signal: new AbortController().signal,
    store,
    commit: (changes) => store.commit({ id: ids.uuid(), ...changes }),
    transact: (keys, decide) => store.transact(ids.uuid(), keys, decide),
  };
}
