/** Reads what a request says of its own signature, in the Authorization header or in the query, with AWS's complaints. */
import { createHash } from 'node:crypto';
import type { CredentialScope, SignedRequest } from './authenticator.ts';
import { ALGORITHM, basicTimestamp, parseBasicTimestamp, queryPairs } from './canonical.ts';
import { authError, speaksS3 } from './errors.ts';
import { MAX_PRESIGNED_SECONDS, MAX_SIGNED_HEADERS } from './limits.ts';
import { readCredential } from './scope.ts';

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

const THREE_COMPONENTS =
  'The authorization header is malformed; the authorization header requires three components: Credential, SignedHeaders, and Signature.';
const OTHER_QUERY_PARAMETERS: ReadonlySet<string> = new Set(['X-Amz-Credential', 'X-Amz-Signature']);
const mayBePresigned = (rawQuery: string): boolean => /X-Amz-|X%2DAmz%2D/i.test(rawQuery);

function readHeader(request: SignedRequest, authorization: string): RequestSignature | undefined {
  const at = authorization.search(/\s/);
  const algorithm = at === -1 ? authorization : authorization.slice(0, at);
  if (!algorithm.startsWith('AWS4-')) {
    if (!speaksS3(request)) return undefined;
    const words = 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.';
    throw authError('algorithm', request, words);
  }
  checkAlgorithm(request, algorithm);
  const parameters = readParameters(request, authorization, at === -1 ? '' : authorization.slice(at));
  const date = request.headers['x-amz-date'] ?? request.headers['date'];
  const missing = ['Credential', 'Signature', 'SignedHeaders']
    .filter((name) => !parameters.get(name))
    .map((name) => `Authorization header requires '${name}' parameter. `);
  if (date === undefined) {
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
  }
  if (missing.length > 0) {
    const words = `${missing.join('')}(Hashed with SHA-256 and encoded with Base64) Authorization=${hashed(authorization)}`;
    const onlyDate = date === undefined && missing.length === 1;
    if (speaksS3(request)) throw authError(onlyDate ? 'malformed-date' : 'incomplete', request, THREE_COMPONENTS);
    throw authError('incomplete', request, words);
  }
  const signedAt = readDate(request, date ?? '', request.headers['x-amz-date'] === undefined ? 'date' : 'x-amz-date');
  const token = request.headers['x-amz-security-token'];
  const payloadHash = request.headers['x-amz-content-sha256'];
  return {
    ...readCredential(request, parameters.get('Credential') ?? '', signedAt.timestamp, false),
    ...signedAt,
    signedHeaders: readSignedHeaders(request, parameters.get('SignedHeaders') ?? ''),
    signature: parameters.get('Signature') ?? '',
    presigned: false,
    ...(token !== undefined && { sessionToken: token }),
    ...(payloadHash !== undefined && { payloadHash }),
  };
}

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

function checkAlgorithm(request: SignedRequest, algorithm: string): void {
  if (algorithm === ALGORITHM) return;
  if (algorithm.startsWith('AWS4-ECDSA')) {
    const words =
      `Unsupported AWS 'algorithm': '${algorithm}'. Only ${ALGORITHM} is verified here: set ` +
      'AWS_AUTH_SCHEME_PREFERENCE=sigv4 so that the client does not choose SigV4A.';
    throw authError('algorithm', request, words);
  }
  throw authError('algorithm', request, `Unsupported AWS 'algorithm': '${algorithm}'.`);
}

/** `Credential=…, SignedHeaders=…, Signature=…` in any order; commas or white space between. */
function readParameters(request: SignedRequest, authorization: string, text: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const part of text.split(/[\s,]+/)) {
    if (part === '') continue;
    const at = part.indexOf('=');
    if (at === -1) {
      const words = `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hashed(authorization)}'.`;
      throw authError('incomplete', request, words);
    }
    const name = part.slice(0, at);
    if (parameters.has(name)) {
      const words = `Authorization header cannot contain '${name}' twice. (Hashed with SHA-256 and encoded with Base64) Authorization=${hashed(authorization)}`;
      throw authError('incomplete', request, words);
    }
    parameters.set(name, part.slice(at + 1));
  }
  return parameters;
}

/** `X-Amz-Date` is ISO 8601's basic format; a `Date` header may also be an HTTP date. */
function readDate(
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

function readSignedHeaders(request: SignedRequest, text: string): readonly string[] {
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

/** As AWS names a header in an error without repeating it: it may be somebody's password. */
const hashed = (text: string): string => createHash('sha256').update(text).digest('base64');
