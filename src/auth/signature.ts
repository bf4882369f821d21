/** Reads what a request says of its own signature, in the Authorization header or in the query, with AWS's complaints. */
import type { SignedRequest } from './authenticator.ts';
import { readHeader } from './authorization-header.ts';
import { queryPairs } from './canonical.ts';
import { authError, speaksS3 } from './errors.ts';
import { MAX_PRESIGNED_SECONDS } from './limits.ts';
import { readCredential } from './scope.ts';
import { checkAlgorithm, readDate, readSignedHeaders, type RequestSignature } from './signature-parts.ts';

/** Undefined where the request is not signed at all; throws WireError where it is, and badly. */
export function readSignature(request: SignedRequest): RequestSignature | undefined {
  const authorization = request.headers['authorization'];
  const query = mayBePresigned(request.rawQuery) ? new Map(queryPairs(request.rawQuery)) : undefined;
  const presigned = query?.has('X-Amz-Algorithm') ?? false;
  if (presigned && authorization !== undefined) {
    const words = "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.";
    throw authError('two-mechanisms', request, words);
  }
  if (query && presigned) return readQuery(request, query);
  if (query && authorization === undefined && [...query.keys()].some((name) => OTHER_QUERY_PARAMETERS.has(name))) {
    return readQuery(request, query);
  }
  if (authorization === undefined) return undefined;
  return readHeader(request, authorization.trim());
}

const OTHER_QUERY_PARAMETERS: ReadonlySet<string> = new Set(['X-Amz-Credential', 'X-Amz-Signature']);
const mayBePresigned = (rawQuery: string): boolean => /X-Amz-|X%2DAmz%2D/i.test(rawQuery);

function readQuery(request: SignedRequest, query: ReadonlyMap<string, string>): RequestSignature {
  const s3 = speaksS3(request);
  const needed = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-SignedHeaders', 'X-Amz-Date'];
  const missing = (s3 ? [...needed, 'X-Amz-Expires'] : needed).filter((name) => !query.get(name));
  if (missing.length > 0) {
    const words = s3
      ? 'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.'
      : `${missing.map((name) => `AWS query-string parameters must include '${name}'. `).join('')}Re-examine the query-string parameters.`;
    throw authError('incomplete-query', request, words);
  }
  checkAlgorithm(request, query.get('X-Amz-Algorithm') ?? '');
  const signedAt = readDate(request, query.get('X-Amz-Date') ?? '', 'query');
  const token = query.get('X-Amz-Security-Token') ?? request.headers['x-amz-security-token'];
  const signedHeaders = readSignedHeaders(request, query.get('X-Amz-SignedHeaders') ?? '');
  // A header that was not signed says nothing of what was.
  const hashHeader = signedHeaders.includes('x-amz-content-sha256')
    ? request.headers['x-amz-content-sha256']
    : undefined;
  const payloadHash = query.get('X-Amz-Content-Sha256') ?? hashHeader;
  const expires = query.get('X-Amz-Expires');
  return {
    ...readCredential(request, query.get('X-Amz-Credential') ?? '', signedAt.timestamp, true),
    ...signedAt,
    signedHeaders,
    signature: query.get('X-Amz-Signature') ?? '',
    presigned: true,
    ...(expires !== undefined && { expiresInSeconds: readExpires(request, expires) }),
    ...(token !== undefined && { sessionToken: token }),
    ...(payloadHash !== undefined && { payloadHash }),
    ...(s3 && { queryHeaders: headersInQuery(query) }),
  };
}

/** Presigners put headers into the query, so that whoever has the URL need not send them. */
export function headersInQuery(query: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of query) {
    const header = name.toLowerCase();
    if (header.startsWith('x-amz-') && !OF_SIGNATURES.has(header)) headers[header] = value;
  }
  return headers;
}

const OF_SIGNATURES: ReadonlySet<string> = new Set([
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-signedheaders',
  'x-amz-signature',
  'x-amz-security-token',
  'x-amz-content-sha256',
]);

function readExpires(request: SignedRequest, text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw authError('incomplete-query', request, 'X-Amz-Expires should be a number');
  const seconds = Number(text);
  if (seconds < 0) throw authError('incomplete-query', request, 'X-Amz-Expires must be non-negative');
  if (seconds > MAX_PRESIGNED_SECONDS) {
    const words = `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MAX_PRESIGNED_SECONDS} seconds`;
    throw authError('incomplete-query', request, words);
  }
  return seconds;
}
