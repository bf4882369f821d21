/**
 * Buckets for services that move many objects in the background: the caller's rights are asked for once, when the
 * caller asks for the work; the work itself has them.
 */
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Log } from '../../kit/log.ts';
import type { Store } from '../../storage/store.ts';
import type { StreamingBody } from '../../wire/protocols/protocol.ts';
import type { Context } from '../service.ts';
import { bucketCheck, objectCheck } from './access-rows.ts';
import { requireBucket } from './buckets.ts';
import { requireSameKey } from './customer-keys.ts';
import { existingObject, requireObject } from './find-object.ts';
import { LIST_KEYS_MAX } from './limits.ts';
import { listKeys } from './list-keys.ts';
import { openContent } from './open-content.ts';
import { putObject } from './operations/put-object.ts';
import type { S3Context, S3Parts } from './parts.ts';
import { reread } from './reread.ts';

export interface MeantBucket {
  readonly bucket: string;
  /** The account that is expected to own it. */
  readonly owner?: string | undefined;
}

export interface ObjectSummary {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}

export interface ObjectsPage {
  readonly objects: readonly ObjectSummary[];
  /** The last key, where more follow. */
  readonly last: string | undefined;
}

export interface TransferOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** All throw S3's errors. */
export class ObjectTransfers {
  readonly #parts: S3Parts;
  readonly #options: TransferOptions;

  constructor(parts: S3Parts, options: TransferOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  /** Throws what the caller's `authorize` throws, where it may not put the object. */
  async requirePut(caller: Pick<Context, 'authorize'>, { bucket, owner }: MeantBucket, key: string): Promise<void> {
    const found = await requireBucket({ parts: this.#parts }, { Bucket: bucket, ExpectedBucketOwner: owner });
    await caller.authorize(await objectCheck(found, key, 's3:PutObject', {}));
  }

  /** Throws what the caller's `authorize` throws, where it may not list what has the prefix. */
  async requireList(caller: Pick<Context, 'authorize'>, { bucket, owner }: MeantBucket, prefix: string): Promise<void> {
    const found = await requireBucket({ parts: this.#parts }, { Bucket: bucket, ExpectedBucketOwner: owner });
    await caller.authorize(await bucketCheck(found, 's3:ListBucket', { 's3:prefix': prefix }));
  }

  /** Throws what the caller's `authorize` throws, where it may not read the object. */
  async requireRead(caller: Pick<Context, 'authorize'>, { bucket, owner }: MeantBucket, key: string): Promise<void> {
    const found = await requireBucket({ parts: this.#parts }, { Bucket: bucket, ExpectedBucketOwner: owner });
    const { context, acl } = await existingObject({ store: this.#options.store }, found, key, undefined);
    await caller.authorize(await objectCheck(found, key, 's3:GetObject', context, acl));
  }

  async put({ bucket, owner }: MeantBucket, key: string, bytes: Uint8Array): Promise<{ readonly etag: string }> {
    const found = await requireBucket({ parts: this.#parts }, { Bucket: bucket, ExpectedBucketOwner: owner });
    const { accountId, region } = found.record;
    const { ETag = '' } = await putObject(this.#context(accountId, region), {
      Bucket: bucket,
      Key: key,
      Body: bodyOf(bytes),
      ExpectedBucketOwner: owner,
    });
    return { etag: ETag.replaceAll('"', '') };
  }

  /** At most 1,000, in the order of their keys. */
  async list({ bucket, owner }: MeantBucket, prefix: string, after: string | undefined): Promise<ObjectsPage> {
    const { record } = await requireBucket({ parts: this.#parts }, { Bucket: bucket, ExpectedBucketOwner: owner });
    const query = { prefix, delimiter: '', after, maxKeys: LIST_KEYS_MAX };
    const { objects, last } = await listKeys(this.#options.store, record, query);
    const summaries = objects.map(({ key, record: { sizeBytes, modifiedAtMs } }) => ({ key, sizeBytes, modifiedAtMs }));
    return { objects: summaries, last };
  }

  async read({ bucket, owner }: MeantBucket, key: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const input = { Bucket: bucket, Key: key, ExpectedBucketOwner: owner };
    const found = await requireBucket({ parts: this.#parts }, input);
    const ctx = { ...this.#context(found.record.accountId, found.record.region), signal };
    return await reread(async () => {
      const { record } = await requireObject(ctx, input);
      requireSameKey(record.customerKey, undefined);
      const range = { start: 0, end: record.sizeBytes };
      const opened = await openContent(ctx, { bucket: found.record, content: record.content, range });
      return opened instanceof Uint8Array ? flowOf(opened) : opened;
    });
  }

  /** Of nobody's request: what it may do was asked before. */
  #context(accountId: string, region: string): S3Context {
    const { store, clock, ids, log } = this.#options;
    return {
      parts: this.#parts,
      requestId: ids.uuid(),
      service: 's3',
      operation: 'PutObject',
      accountId,
      region,
      principal: { kind: 'root', accountId, arn: `arn:aws:iam::${accountId}:root`, userId: accountId, tags: {} },
      endpointUrl: '',
      sourceIp: '',
      userAgent: '',
      clock,
      ids,
      log,
      signal: new AbortController().signal,
      store,
      commit: (changes) => store.commit({ id: ids.uuid(), ...changes }),
      transact: (keys, decide) => store.transact(ids.uuid(), keys, decide),
      authorize: () => Promise.resolve(),
    };
  }
}

function bodyOf(bytes: Uint8Array): StreamingBody {
  return { lengthBytes: bytes.length, trailers: {}, [Symbol.asyncIterator]: () => flowOf(bytes) };
}

async function* flowOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
