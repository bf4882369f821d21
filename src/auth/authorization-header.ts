/** Reads the Authorization header of Signature Version 4, with AWS's complaints. */
import { createHash } from 'node:crypto';
import { dropOldest } from '../kit/drop-oldest.ts';
import type { SignedRequest } from './authenticator.ts';
import { parseBasicTimestamp } from './canonical.ts';
import { authError, speaksS3 } from './errors.ts';
import { MAX_KNOWN_HEADER_CHARACTERS, MAX_KNOWN_HEADERS } from './limits.ts';
import { readCredential } from './scope.ts';
import { checkAlgorithm, type RequestSignature, readDate, readSignedHeaders } from './signature-parts.ts';

const THREE_COMPONENTS =
  'The authorization header is malformed; the authorization header requires three components: Credential, SignedHeaders, and Signature.';

/** Undefined where it is of another mechanism; throws WireError where it is of this one, and bad. */
export function readHeader(request: SignedRequest, authorization: string): RequestSignature | undefined {
  const timestamp = request.headers['x-amz-date'] ?? '';
  const signedAtMs = parseBasicTimestamp(timestamp);
  const before = withoutSignature(authorization);
  if (signedAtMs === undefined || before === undefined) return readAnyHeader(request, authorization);
  const { signingName } = request;
  const known = knownHeaders.get(before);
  if (known && known.signingName === signingName && known.s3 === speaksS3(request) && timestamp.startsWith(known.day)) {
    const { accessKeyId, scope, signedHeaders } = known;
    const signature = authorization.slice(-SIGNATURE_CHARACTERS);
    return withHeaders(request, {
      accessKeyId,
      scope,
      timestamp,
      signedAtMs,
      signedHeaders,
      signature,
      presigned: false,
    });
  }
  const read = readAnyHeader(request, authorization);
  if (read) remember(before, { ...read, day: timestamp.slice(0, 8), signingName, s3: speaksS3(request) });
  return read;
}

/** All but the signature itself is the same for a client's whole day, and so is what becomes of it. */
interface KnownHeader extends Pick<RequestSignature, 'accessKeyId' | 'scope' | 'signedHeaders'> {
  readonly day: string;
  readonly signingName: string;
  readonly s3: boolean;
}

const knownHeaders = new Map<string, KnownHeader>();
const SIGNATURE_CHARACTERS = 64;
const NAME = 'Signature=';

/** Undefined where the signature is not what ends the header, as it does with all SDKs. */
function withoutSignature(authorization: string): string | undefined {
  const at = authorization.length - SIGNATURE_CHARACTERS - NAME.length;
  if (at < 1 || at > MAX_KNOWN_HEADER_CHARACTERS || !authorization.startsWith(NAME, at)) return undefined;
  const isApart = authorization[at - 1] === ' ' || authorization[at - 1] === ',';
  return isApart && /^[0-9a-f]{64}$/.test(authorization.slice(at + NAME.length))
    ? authorization.slice(0, at)
    : undefined;
}

/** The oldest goes first. */
function remember(before: string, { day, signingName, s3, accessKeyId, scope, signedHeaders }: KnownHeader): void {
  knownHeaders.set(before, { day, signingName, s3, accessKeyId, scope, signedHeaders });
  if (knownHeaders.size > MAX_KNOWN_HEADERS) dropOldest(knownHeaders);
}

function withHeaders({ headers }: SignedRequest, signature: RequestSignature): RequestSignature {
  const token = headers['x-amz-security-token'];
  const payloadHash = headers['x-amz-content-sha256'];
  if (token === undefined && payloadHash === undefined) return signature;
  return {
    ...signature,
    ...(token !== undefined && { sessionToken: token }),
    ...(payloadHash !== undefined && { payloadHash }),
  };
}

function readAnyHeader(request: SignedRequest, authorization: string): RequestSignature | undefined {
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
  return withHeaders(request, {
    ...readCredential(request, parameters.get('Credential') ?? '', signedAt.timestamp, false),
    ...signedAt,
    signedHeaders: readSignedHeaders(request, parameters.get('SignedHeaders') ?? ''),
    signature: parameters.get('Signature') ?? '',
    presigned: false,
  });
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

/** As AWS names a header in an error without repeating it: it may be somebody's password. */
const hashed = (text: string): string => createHash('sha256').update(text).digest('base64');
