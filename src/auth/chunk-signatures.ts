/** Signatures of the chunks of a streamed body (aws-chunked), each over the one before, beginning with the request's. */
import { timingSafeEqual } from 'node:crypto';
import { sha256Hex } from './canonical.ts';
import { signatureOf } from './signing-key.ts';

export interface ChunkSignatures {
  /** False where the signature is not that of this chunk in this place. */
  isChunk(sha256OfChunk: string, signature: string): boolean;
  /** `trailers` as S3 signs them: `name:value`, a line feed behind each. */
  isTrailer(trailers: string, signature: string): boolean;
}

export interface ChunkSigning {
  readonly signingKey: Uint8Array;
  /** Of the request. */
  readonly timestamp: string;
  readonly scope: string;
  readonly seed: string;
}

const EMPTY = sha256Hex('');

export function chunkSignatures({ signingKey, timestamp, scope, seed }: ChunkSigning): ChunkSignatures {
  let previous = seed;
  const isNext = (kind: string, what: readonly string[], signature: string): boolean => {
    const toSign = [`AWS4-HMAC-SHA256-${kind}`, timestamp, scope, previous, ...what].join('\n');
    const expected = Buffer.from(signatureOf(signingKey, toSign));
    const given = Buffer.from(signature);
    previous = signature;
    return expected.length === given.length && timingSafeEqual(expected, given);
  };
  return {
    isChunk: (sha256OfChunk, signature) => isNext('PAYLOAD', [EMPTY, sha256OfChunk], signature),
    isTrailer: (trailers, signature) => isNext('TRAILER', [sha256Hex(trailers)], signature),
  };
}
