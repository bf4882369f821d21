/** Takes in a request's body and holds it against all that its client declared of it. */
import type { StreamingBody } from '../../wire/protocols/protocol.ts';
import { WireError } from '../../wire/error.ts';
import {
  checkContentMd5,
  checkDeclared,
  type ChecksumInput,
  readContentMd5,
  readDeclared,
  storedChecksum,
} from './checksums.ts';
import { dropReceived, receive, type ReceivedBytes } from './content.ts';
import type { CustomerKey } from './customer-keys.ts';
import type { ChecksumAlgorithm } from './hashers.ts';
import type { S3Context } from './parts.ts';
import type { BucketRecord, StoredChecksum } from './store.ts';

export interface BodyInput extends ChecksumInput {
  readonly Key: string;
  readonly Body?: AsyncIterable<Uint8Array> | undefined;
  /** `transfer-encoding`, which the model lacks: see quirks.ts. */
  readonly TransferEncoding?: string | undefined;
}

export interface VerifiedBody {
  readonly received: ReceivedBytes;
  readonly etag: string;
  /** Of the algorithm that the client declared, or of the one that S3 computes by itself. */
  readonly checksum: StoredChecksum;
  /** Of the algorithm that was asked for besides. */
  readonly other: StoredChecksum | undefined;
}

/** Undefined where the client declares no checksum. */
export function declaredAlgorithm(input: ChecksumInput): string | undefined {
  const { algorithm, value, inTrailer } = readDeclared(input);
  return value === undefined && !inTrailer ? undefined : algorithm;
}

export interface Wanted {
  readonly customerKey: CustomerKey | undefined;
  /** Computed besides what the client declares. */
  readonly otherAlgorithm?: ChecksumAlgorithm | undefined;
}

/** What is refused leaves nothing behind. */
export async function receiveVerified(
  ctx: S3Context,
  bucket: BucketRecord,
  input: BodyInput,
  { customerKey, otherAlgorithm }: Wanted,
): Promise<VerifiedBody> {
  const declared = readDeclared(input);
  const declaredMd5 = readContentMd5(input.ContentMD5);
  const body = readBody(input);
  const { algorithm } = declared;
  const receiving = { bucket, key: input.Key, customerKey, algorithm, otherAlgorithm };
  const received = await receive(ctx, body, receiving);
  try {
    const { md5, checksum, other } = received;
    checkContentMd5(declaredMd5, md5);
    // "Objects encrypted with SSE-C have ETags that are not an MD5 digest of their object data" (API reference).
    const etag = Buffer.from(customerKey ? ctx.ids.bytes(md5.length) : md5).toString('hex');
    return {
      received,
      etag,
      checksum: checkDeclared(declared, checksum, body.trailers),
      other: other && otherAlgorithm && storedChecksum(otherAlgorithm, other),
    };
  } catch (error) {
    await dropReceived(ctx, received);
    throw error;
  }
}

/** Nothing was sent where the length is zero. S3 wants to know it before it reads. */
function readBody({ Body, TransferEncoding }: BodyInput): StreamingBody {
  if (!Body) return EMPTY;
  const streaming = Body as StreamingBody;
  if (!('lengthBytes' in streaming) || streaming.lengthBytes !== undefined) return streaming;
  if (TransferEncoding === undefined) {
    throw new WireError('MissingContentLength', 411, 'You must provide the Content-Length HTTP header.');
  }
  // Recorded from AWS in public reports (knox's issue 43, 2011-10-30; eclipse-edc's 1643, 2022-07-11).
  const words = 'A header you provided implies functionality that is not implemented';
  throw new WireError('NotImplemented', 501, words, { Header: 'Transfer-Encoding' });
}

const EMPTY: StreamingBody = {
  lengthBytes: 0,
  trailers: {},
  // oxlint-disable-next-line require-await
  async *[Symbol.asyncIterator]() {},
};
