/** Reads an object's bytes, or a range of them, as they flow. */
import { BlobMissingError } from '../../blob/blobs.ts';
import { lend } from '../../kit/release.ts';
import { bodyPlace } from './content.ts';
import { cipherFrom, type CustomerKey } from './customer-keys.ts';
import { readPartsPage } from './multipart/parts-pages.ts';
import type { S3Context } from './parts.ts';
import { bodyRecord, type BucketRecord, type Content, keys, type PartsContent, type PieceContent } from './store.ts';

export interface ByteRange {
  readonly start: number;
  /** Not included. */
  readonly end: number;
}

export type Opened = Uint8Array | AsyncIterable<Uint8Array>;

export interface Opening {
  readonly bucket: BucketRecord;
  readonly content: Content;
  readonly range: ByteRange;
  readonly customerKey?: CustomerKey | undefined;
}

type Reader = Pick<S3Context, 'parts' | 'store' | 'signal'>;

/**
 * Throws BlobMissingError where the bytes are gone: the object was replaced meanwhile (see reread.ts), or they are lost.
 * What flows stays until it was read or given up, and its first piece is there before the answer begins, so that what is
 * damaged is an error.
 */
export async function openContent(ctx: Reader, opening: Opening): Promise<Opened> {
  const { content, range } = opening;
  if (content.kind === 'none' || range.start === range.end) return NO_BYTES;
  if (content.kind === 'inline') return await openInline(ctx, { ...opening, content });
  const flow =
    content.kind === 'blob' ? openBlob(ctx, { ...opening, content }) : openParts(ctx, { ...opening, content });
  const reading = new Reading(flow, ctx.parts.garbage.pin(content.id));
  await reading.open(ctx.signal);
  return reading;
}

const NO_BYTES = new Uint8Array(0);

async function openInline(
  { parts, store }: Reader,
  { bucket, content, range, customerKey }: Opening & { readonly content: PieceContent & { readonly kind: 'inline' } },
): Promise<Uint8Array> {
  const entry = await store.get(keys.body(bucket, content.id));
  if (!entry) throw new BlobMissingError(`The body ${content.id} does not exist`);
  const bytes = parts.sealer
    .open(bodyRecord.decode(entry.value), bodyPlace(content.id))
    .subarray(range.start, range.end);
  return decipherer(content, customerKey, range.start)?.(bytes) ?? bytes;
}

async function* openBlob(
  { parts }: Reader,
  { content, range, customerKey }: Opening & { readonly content: PieceContent & { readonly kind: 'blob' } },
): AsyncGenerator<Uint8Array> {
  const decipher = decipherer(content, customerKey, range.start);
  const flow = parts.blobs.read(content.id, range);
  if (!decipher) return yield* flow;
  for await (const bytes of lend(flow)) yield decipher(bytes);
}

function decipherer(
  content: { readonly cipherSalt?: string },
  key: CustomerKey | undefined,
  startByte: number,
): ((bytes: Uint8Array) => Uint8Array) | undefined {
  if (content.cipherSalt === undefined) return undefined;
  if (!key) throw new Error('The bytes are ciphered under a key of the customer, and none was given');
  return cipherFrom({ key, salt: content.cipherSalt }, startByte);
}

/** One part after the other, each opened when it is its turn. */
async function* openParts(
  ctx: Reader,
  opening: Opening & { readonly content: PartsContent },
): AsyncGenerator<Uint8Array> {
  const { bucket, content, range, customerKey } = opening;
  const { pages } = content;
  const behindFirst = pages.findIndex(({ startByte }) => startByte > range.start);
  for (let index = (behindFirst === -1 ? pages.length : behindFirst) - 1; index < pages.length; index++) {
    let at = pages[index]?.startByte ?? 0;
    if (at >= range.end) return;
    for (const part of await readPartsPage(ctx.store, bucket, content.id, index)) {
      const start = Math.max(0, range.start - at);
      const end = Math.min(part.sizeBytes, range.end - at);
      at += part.sizeBytes;
      if (start >= end) continue;
      const piece = await openPiece(ctx, { bucket, content: part.content, range: { start, end }, customerKey });
      if (piece instanceof Uint8Array) yield piece;
      else yield* piece;
    }
  }
}

async function openPiece(
  ctx: Reader,
  { content, ...opening }: Omit<Opening, 'content'> & { readonly content: PieceContent },
): Promise<Opened> {
  if (content.kind === 'none') return NO_BYTES;
  if (content.kind === 'blob') return openBlob(ctx, { ...opening, content });
  return await openInline(ctx, { ...opening, content });
}

/** Content that is being read. */
class Reading implements AsyncIterableIterator<Uint8Array> {
  readonly #flow: AsyncIterator<Uint8Array>;
  readonly #unpin: () => void;
  #first: IteratorResult<Uint8Array> | undefined;

  constructor(flow: AsyncIterator<Uint8Array>, unpin: () => void) {
    this.#flow = flow;
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
