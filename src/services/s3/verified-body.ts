/** Takes in a request's body and holds it against all that its client declared of it. */
import type { StreamingBody } from '../../wire/protocols/protocol.ts';
import { WireError } from '../../wire/error.ts';
import { checkContentMd5, checkDeclared, type ChecksumInput, readContentMd5, readDeclared } from './checksums.ts';
import { dropReceived, receive, type Received } from './content.ts';
import type { CustomerKey } from './customer-keys.ts';
import { openHasher } from './hashers.ts';
import type { S3Context } from './parts.ts';
import type { BucketRecord, PieceContent, StoredChecksum } from './store.ts';

export interface BodyInput extends ChecksumInput {
  readonly Key: string;
  readonly Body?: AsyncIterable<Uint8Array> | undefined;
}

export interface VerifiedBody {
  readonly received: Received<PieceContent>;
  readonly etag: string;
  readonly checksum: StoredChecksum;
}

/** Undefined where the client declares no checksum. */
export function declaredAlgorithm(input: ChecksumInput): string | undefined {
  const { algorithm, value, inTrailer } = readDeclared(input);
  return value === undefined && !inTrailer ? undefined : algorithm;
}

/** What is refused leaves nothing behind. */
export async function receiveVerified(
  ctx: S3Context,
  bucket: BucketRecord,
  input: BodyInput,
  customerKey: CustomerKey | undefined,
): Promise<VerifiedBody> {
  const declared = readDeclared(input);
  const declaredMd5 = readContentMd5(input.ContentMD5);
  const body = readBody(input.Body);
  const [md5, checksum] = [openHasher('MD5'), openHasher(declared.algorithm)];
  const hashers = [md5 instanceof Promise ? await md5 : md5, checksum instanceof Promise ? await checksum : checksum];
  const received = await receive(ctx, body, { bucket, key: input.Key, customerKey, hashers });
  try {
    const [digest, sum] = hashers.map((hasher) => hasher.digest());
    if (!digest || !sum) throw new Error('There are two hashers');
    checkContentMd5(declaredMd5, digest);
    // "Objects encrypted with SSE-C have ETags that are not an MD5 digest of their object data" (API reference).
    const etag = Buffer.from(customerKey ? ctx.ids.bytes(digest.length) : digest).toString('hex');
    return { received, etag, checksum: checkDeclared(declared, sum, body.trailers) };
  } catch (error) {
    await dropReceived(ctx, received);
    throw error;
  }
}

/** Nothing was sent where the length is zero. */
function readBody(body: AsyncIterable<Uint8Array> | undefined): StreamingBody {
  if (!body) return EMPTY;
  const streaming = body as StreamingBody;
  // S3 wants to know before it reads (API reference, error responses).
  if ('lengthBytes' in streaming && streaming.lengthBytes === undefined) {
    throw new WireError('MissingContentLength', 411, 'You must provide the Content-Length HTTP header.');
  }
  return streaming;
}

const EMPTY: StreamingBody = {
  lengthBytes: 0,
  trailers: {},
  // oxlint-disable-next-line require-await
  async *[Symbol.asyncIterator]() {},
};
