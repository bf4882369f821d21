/** An object's bytes: taken in as they flow, small ones kept in the store and large ones in a blob. */
import type { BlobId } from '../../blob/blobs.ts';
import { release } from '../../kit/release.ts';
import type { Changes } from '../../storage/store.ts';
import { cipherFrom, type CustomerKey, newCipher, type PieceCipher } from './customer-keys.ts';
import { digestsOf, type Digestion } from './digests/digestion.ts';
import type { ChecksumAlgorithm } from './hashers.ts';
import { INLINE_BYTES_MAX } from './limits.ts';
import type { S3Context } from './parts.ts';
import { blobOwnerRecord, bodyRecord, type BucketRecord, type Content, keys, type PieceContent } from './store.ts';

export interface Received<Kind extends Content = Content> {
  readonly content: Kind;
  readonly sizeBytes: number;
  /** Written by the commit that refers to it. */
  readonly sets: NonNullable<Changes['sets']>;
}

/** With the digests of the bytes as they came. */
export interface ReceivedBytes extends Received<PieceContent> {
  readonly md5: Buffer;
  readonly checksum: Buffer;
  /** Of the other algorithm that was asked for. */
  readonly other: Buffer | undefined;
}

export interface Receiving {
  readonly bucket: BucketRecord;
  readonly key: string;
  readonly customerKey?: CustomerKey | undefined;
  readonly algorithm: ChecksumAlgorithm;
  readonly otherAlgorithm?: ChecksumAlgorithm | undefined;
}

/**
 * Reads the source to its end; a piece of it need only be valid until the next is asked for. What it throws is passed on,
 * and nothing is left behind.
 */
export async function receive(
  ctx: Pick<S3Context, 'parts' | 'ids'>,
  source: AsyncIterable<Uint8Array>,
  receiving: Receiving,
): Promise<ReceivedBytes> {
  const { bucket, key, customerKey } = receiving;
  const flow = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let sizeBytes = 0;
  const cipher = customerKey && newCipher(ctx.ids, customerKey);
  while (sizeBytes <= INLINE_BYTES_MAX) {
    const next = await flow.next();
    if (next.done) {
      const bytes = inOne(first);
      const digested = digestsOf(algorithmsOf(receiving), bytes);
      const digests = named(digested instanceof Promise ? await digested : digested);
      return { ...inline(ctx, bytes, bucket, cipher), ...digests };
    }
    sizeBytes += next.value.byteLength;
    first.push(sizeBytes > INLINE_BYTES_MAX ? next.value : Buffer.from(next.value));
  }
  const opened = ctx.parts.digests.open(algorithmsOf(receiving));
  const digestion = opened instanceof Promise ? await opened : opened;
  try {
    const blob = await ctx.parts.blobs.put(passing(first, flow, digestion, cipher));
    return {
      content: { kind: 'blob', id: blob.id, ...(cipher && { cipherSalt: cipher.salt }) },
      sizeBytes: blob.sizeBytes,
      ...named(await orDrop(ctx, blob.id, digestion.end())),
      sets: [{ key: keys.blob(blob.id), value: blobOwnerRecord.encode({ bucketId: bucket.id, key }) }],
    };
  } finally {
    digestion.drop();
  }
}

function algorithmsOf({ algorithm, otherAlgorithm }: Receiving): readonly ChecksumAlgorithm[] {
  return otherAlgorithm ? ['MD5', algorithm, otherAlgorithm] : ['MD5', algorithm];
}

function named([md5, checksum, other]: readonly Buffer[]): Pick<ReceivedBytes, 'md5' | 'checksum' | 'other'> {
  if (!md5 || !checksum) throw new Error('Each algorithm has a digest');
  return { md5, checksum, other };
}

function inOne(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  return pieces.length === 1 && first ? first : Buffer.concat(pieces);
}

function inline(
  { parts, ids }: Pick<S3Context, 'parts' | 'ids'>,
  bytes: Uint8Array,
  bucket: BucketRecord,
  cipher: PieceCipher | undefined,
): Received<PieceContent> {
  const sizeBytes = bytes.byteLength;
  if (sizeBytes === 0) return { content: { kind: 'none' }, sizeBytes, sets: [] };
  const id = ids.timeOrdered();
  const ciphered = cipher ? cipherFrom(cipher, 0)(bytes) : bytes;
  const value = bodyRecord.encode(parts.sealer.seal(ciphered, bodyPlace(id)));
  return {
    content: { kind: 'inline', id, ...(cipher && { cipherSalt: cipher.salt }) },
    sizeBytes,
    sets: [{ key: keys.body(bucket, id), value }],
  };
}

/** What a body is sealed for. */
export const bodyPlace = (id: string): string => `s3.body/${id}`;

async function* passing(
  first: readonly Uint8Array[],
  flow: AsyncIterator<Uint8Array>,
  digestion: Digestion,
  cipher: PieceCipher | undefined,
): AsyncGenerator<Uint8Array> {
  const encipher = cipher && cipherFrom(cipher, 0);
  try {
    for await (const piece of joined(first, flow)) {
      const updating = digestion.update(piece);
      if (updating) await updating;
      const passed = encipher ? encipher(piece) : piece;
      yield passed;
      if (encipher) release(passed);
    }
    // The rest is digested while the blob is synced; who waits for it hears whether it failed.
    void digestion.end();
  } finally {
    await flow.return?.();
  }
}

async function* joined(
  first: readonly Uint8Array[],
  flow: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  yield* first;
  for (let next = await flow.next(); !next.done; next = await flow.next()) yield next.value;
}

async function orDrop<T>({ parts }: Pick<S3Context, 'parts'>, id: BlobId, result: T | Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    await parts.blobs.delete(id);
    throw error;
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
