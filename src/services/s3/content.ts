/** An object's bytes: taken in as they flow, small ones kept in the store and large ones in a blob, and read again. */
import { BlobMissingError } from '../../blob/blobs.ts';
import type { Changes } from '../../storage/store.ts';
import type { Hasher } from './hashers.ts';
import { INLINE_BYTES_MAX } from './limits.ts';
import type { S3Context } from './parts.ts';
import { blobOwnerRecord, bodyRecord, type BucketRecord, type Content, keys } from './store.ts';

export interface Received {
  readonly content: Content;
  readonly sizeBytes: number;
  /** Written by the commit that refers to it. */
  readonly sets: NonNullable<Changes['sets']>;
}

type Sealing = Pick<S3Context, 'parts' | 'ids'>;

/** Reads the source to its end. What it throws is passed on, and nothing is left behind. */
export async function receive(
  { parts, ids }: Sealing,
  bucket: BucketRecord,
  key: string,
  source: AsyncIterable<Uint8Array>,
  hashers: readonly Hasher[],
): Promise<Received> {
  const flow = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let sizeBytes = 0;
  while (sizeBytes <= INLINE_BYTES_MAX) {
    const next = await flow.next();
    if (next.done) return inline(parts, ids.timeOrdered(), bucket, Buffer.concat(first), hashers);
    first.push(next.value);
    sizeBytes += next.value.byteLength;
  }
  const blob = await parts.blobs.put(hashed(first, flow, hashers));
  return {
    content: { kind: 'blob', id: blob.id },
    sizeBytes: blob.sizeBytes,
    sets: [{ key: keys.blob(blob.id), value: blobOwnerRecord.encode({ bucketId: bucket.id, key }) }],
  };
}

function inline(
  { sealer }: S3Context['parts'],
  id: string,
  bucket: BucketRecord,
  bytes: Uint8Array,
  hashers: readonly Hasher[],
): Received {
  const sizeBytes = bytes.byteLength;
  if (sizeBytes === 0) return { content: { kind: 'none' }, sizeBytes, sets: [] };
  for (const hasher of hashers) hasher.update(bytes);
  const value = bodyRecord.encode(sealer.seal(bytes, bodyPlace(id)));
  return { content: { kind: 'inline', id }, sizeBytes, sets: [{ key: keys.body(bucket, id), value }] };
}

const bodyPlace = (id: string): string => `s3.body/${id}`;

async function* hashed(
  first: readonly Uint8Array[],
  flow: AsyncIterator<Uint8Array>,
  hashers: readonly Hasher[],
): AsyncGenerator<Uint8Array> {
  try {
    for (const piece of first) {
      for (const hasher of hashers) hasher.update(piece);
      yield piece;
    }
    for (let next = await flow.next(); !next.done; next = await flow.next()) {
      for (const hasher of hashers) hasher.update(next.value);
      yield next.value;
    }
  } finally {
    await flow.return?.();
  }
}

/** Of bytes that no commit refers to, and surely none will; what is left is swept. */
export async function dropReceived(
  { parts, log }: Pick<S3Context, 'parts' | 'log'>,
  { content }: Received,
): Promise<void> {
  if (content.kind !== 'blob') return;
  try {
    await parts.blobs.delete(content.id);
  } catch (error) {
    log.error('s3: the bytes of a refused upload could not be removed', error, { blobId: content.id });
  }
}

export interface ByteRange {
  readonly start: number;
  /** Not included. */
  readonly end: number;
}

export type Opened = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Bytes [start, end). Undefined where they are gone: the object was replaced meanwhile. What flows stays until it was
 * read or given up.
 */
export async function openContent(
  ctx: Pick<S3Context, 'parts' | 'store' | 'signal'>,
  bucket: BucketRecord,
  content: Content,
  range: ByteRange,
): Promise<Opened | undefined> {
  switch (content.kind) {
    case 'none':
      return NO_BYTES;
    case 'inline': {
      const entry = await ctx.store.get(keys.body(bucket, content.id));
      if (!entry) return undefined;
      const bytes = ctx.parts.sealer.open(bodyRecord.decode(entry.value), bodyPlace(content.id));
      return bytes.subarray(range.start, range.end);
    }
    case 'blob':
      return await openBlob(ctx, content.id, range);
  }
}

const NO_BYTES = new Uint8Array(0);

async function openBlob(
  { parts, signal }: Pick<S3Context, 'parts' | 'signal'>,
  id: string,
  range: ByteRange,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const reading = new BlobReading(parts.blobs.read(id, range), parts.garbage.pin(id));
  try {
    await reading.open(signal);
    return reading;
  } catch (error) {
    if (error instanceof BlobMissingError) return undefined;
    throw error;
  }
}

/** A blob that is being read: its first piece is there before the answer begins, so that what is damaged is an error. */
class BlobReading implements AsyncIterableIterator<Uint8Array> {
  readonly #flow: AsyncIterator<Uint8Array>;
  readonly #unpin: () => void;
  #first: IteratorResult<Uint8Array> | undefined;

  constructor(bytes: AsyncIterable<Uint8Array>, unpin: () => void) {
    this.#flow = bytes[Symbol.asyncIterator]();
    this.#unpin = unpin;
  }

  async open(signal: AbortSignal): Promise<void> {
    this.#first = await this.#next();
    // A client that went before the answer began never takes it.
    const give = (): void => void this.return().catch(() => undefined);
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    const first = this.#first;
    if (!first) return this.#next();
    this.#first = undefined;
    return Promise.resolve(first);
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    this.#first = { done: true, value: undefined };
    this.#unpin();
    await this.#flow.return?.();
    return { done: true, value: undefined };
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    try {
      const next = await this.#flow.next();
      if (next.done) this.#unpin();
      return next;
    } catch (error) {
      this.#unpin();
      throw error;
    }
  }
}
