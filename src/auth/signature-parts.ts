/** What both places of a signature, the Authorization header and the query, have in common. */
import type { CredentialScope, SignedRequest } from './authenticator.ts';
import { ALGORITHM, basicTimestamp, parseBasicTimestamp } from './canonical.ts';
import { authError, speaksS3 } from './errors.ts';
import { MAX_SIGNED_HEADERS } from './limits.ts';

export interface RequestSignature {
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  /** `20130524T000000Z`, as it is in the string to sign. */
  readonly timestamp: string;
  readonly signedAtMs: number;
  /** Of presigned URLs that say it. */
  readonly expiresInSeconds?: number;
  readonly presigned: boolean;
  /** Lower case, sorted. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken?: string;
  /** `x-amz-content-sha256`, from where the signature is. */
  readonly payloadHash?: string;
  /** Of presigned URLs: see Identified. */
  readonly queryHeaders?: Readonly<Record<string, string>>;
}

export function checkAlgorithm(request: SignedRequest, algorithm: string): void {
  if (algorithm === ALGORITHM) return;
  if (algorithm.startsWith('AWS4-ECDSA')) {
    const words =
      `Unsupported AWS 'algorithm': '${algorithm}'. Only ${ALGORITHM} is verified here: set ` +
      'AWS_AUTH_SCHEME_PREFERENCE=sigv4 so that the client does not choose SigV4A.';
    throw authError('algorithm', request, words);
  }
  throw authError('algorithm', request, `Unsupported AWS 'algorithm': '${algorithm}'.`);
}

/** `X-Amz-Date` is ISO 8601's basic format; a `Date` header may also be an HTTP date. */
export function readDate(
  request: SignedRequest,
  text: string,
  from: 'date' | 'x-amz-date' | 'query',
): Pick<RequestSignature, 'timestamp' | 'signedAtMs'> {
  const signedAtMs = parseBasicTimestamp(text);
  if (signedAtMs !== undefined) return { timestamp: text, signedAtMs };
  const httpMs = from === 'date' ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(httpMs)) return { timestamp: basicTimestamp(httpMs), signedAtMs: httpMs };
  if (from === 'query' && speaksS3(request)) {
    const words = `X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`;
    throw authError('incomplete-query', request, words);
  }
  const words = `Date must be in ISO-8601 'basic format'. Got '${text}'. See http://en.wikipedia.org/wiki/ISO_8601`;
  throw authError('malformed-date', request, words);
}

export function readSignedHeaders(request: SignedRequest, text: string): readonly string[] {
  const names = text.toLowerCase().split(';');
  if (names.length > MAX_SIGNED_HEADERS) {
    throw authError('incomplete', request, `At most ${MAX_SIGNED_HEADERS} headers can be signed.`);
  }
  const sorted = [...new Set(names)].toSorted();
  if (!sorted.includes('host')) {
    throw authError(
      'unsigned-host',
      request,
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
  }
  return sorted;
}
