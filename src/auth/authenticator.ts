/** Who sends a request: SigV4 in headers or query against the keys that a PrincipalSource knows. */
import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../kit/clock.ts';
import {
  basicTimestamp,
  canonicalRequest,
  encodeUri,
  signsAsS3,
  stringToSign,
  TERMINATOR,
  UNSIGNED_PAYLOAD,
} from './canonical.ts';
import { type ChunkSignatures, chunkSignatures } from './chunk-signatures.ts';
import { authError, speaksS3 } from './errors.ts';
import { CLOCK_SKEW_MS, S3_CLOCK_SKEW_MS } from './limits.ts';
import type { Credential, Principal, PrincipalSource } from './principal.ts';
import { type RequestSignature, readSignature } from './signature.ts';
import { SigningKeys, signatureOf } from './signing-key.ts';

/** What is signed, as it came off the socket. */
export interface SignedRequest {
  readonly method: string;
  /** As sent, still encoded, without the query. */
  readonly rawPath: string;
  /** As sent, without the question mark. */
  readonly rawQuery: string;
  /** Lower-case names; values of repeated headers joined by commas, as node's `req.headers` has them. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Node's `req.rawHeaders`: needed where a signed header is repeated. */
  readonly rawHeaders?: readonly string[];
  /** The service that was routed to: `lambda`. */
  readonly service: string;
  /** Its name in a credential scope. */
  readonly signingName: string;
  readonly errorStyle: ErrorStyle;
  /** Came in through the endpoint that functions reach. */
  readonly fromSandbox: boolean;
  /** The service has operations for callers without a signature: whoever reads the body refuses the others. */
  readonly unsignedAllowed?: boolean;
}

export type ErrorStyle = 'query' | 'json' | 'rest-json' | 'rest-xml';

/** The key is known, in use and in time; the signature itself is checked once the body's hash is there. */
export interface Identified {
  readonly principal: Principal;
  readonly credentialScope: CredentialScope;
  /** `needed`: verify wants the SHA-256 of the body; `unsigned` and `streaming`: it can be called before the body. */
  readonly bodyHash: 'needed' | 'unsigned' | 'streaming';
  /** What the caller says that the body's hash is: to verify before the body came, and to hold the body against. */
  readonly declaredBodySha256?: string;
  /** Throws WireError where the signature is not that of this request; `bodySha256Hex` in lower-case hexadecimal. */
  verify(bodySha256Hex: string | undefined): void;
  /** Of a body whose chunks are signed. */
  readonly chunks?: ChunkSignatures;
}

export interface CredentialScope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export interface Authenticator {
  /** Before a byte of body is read. Throws WireError. */
  identify(request: SignedRequest): Promise<Identified>;
}

export interface DevKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly principal: Principal;
}

export interface AuthenticatorParts {
  readonly principals: PrincipalSource;
  readonly clock: Clock;
  /** Well-known keys of `--dev`: root, and never from a sandbox. */
  readonly devKeys?: DevKeys;
}

const ANONYMOUS: Principal = { kind: 'anonymous', accountId: '', arn: '', userId: 'anonymous', tags: {} };
const HASH = /^[0-9a-f]{64}$/;

export function createAuthenticator(parts: AuthenticatorParts): Authenticator {
  const keys = new SigningKeys();
  return {
    async identify(request) {
      const signature = readSignature(request);
      if (!signature) return unsigned(request);
      const bodyHash = bodyHashOf(request, signature);
      checkTime(request, signature, parts.clock.nowMs());
      checkSignedHeaders(request, signature);
      const { credential, devKeys } = await findCredential(parts, request, signature);
      const { date, region, service } = signature.scope;
      const signingKey = keys.get(credential.secretAccessKey, date, region, service);
      return {
        principal: credential.principal,
        credentialScope: signature.scope,
        bodyHash,
        ...(HASH.test(signature.payloadHash ?? '') && { declaredBodySha256: signature.payloadHash }),
        ...(signature.payloadHash?.startsWith('STREAMING-AWS4-') && {
          chunks: chunkSignatures({
            signingKey,
            timestamp: signature.timestamp,
            scope: `${date}/${region}/${service}/${TERMINATOR}`,
            seed: signature.signature,
          }),
        }),
        verify(bodySha256Hex) {
          const payloadHash = payloadHashOf(request, signature, bodyHash, bodySha256Hex);
          checkSignature(request, signature, payloadHash, signingKey);
          if (!devKeys) parts.principals.keyUsed(credential.accessKeyId, service, region, credential.principal);
        },
      };
    },
  };
}

/** S3 knows callers without a name: a bucket's policy may let everybody in. STS knows those who bring a token. */
function unsigned(request: SignedRequest): Identified {
  if (!speaksS3(request) && !request.unsignedAllowed) throw authError('missing', request);
  const credentialScope = { date: '', region: '', service: request.signingName };
  return { principal: ANONYMOUS, credentialScope, bodyHash: 'unsigned', verify() {} };
}

function bodyHashOf(request: SignedRequest, signature: RequestSignature): Identified['bodyHash'] {
  if (!signsAsS3(request.signingName)) return 'needed';
  const { payloadHash, presigned } = signature;
  if (payloadHash === undefined) {
    if (presigned) return 'unsigned';
    throw authError('payload-hash-missing', request);
  }
  if (payloadHash === UNSIGNED_PAYLOAD) return 'unsigned';
  if (STREAMING.has(payloadHash)) return 'streaming';
  if (HASH.test(payloadHash)) return 'needed';
  throw authError('payload-hash-invalid', request, '', {
    ArgumentName: 'x-amz-content-sha256',
    ArgumentValue: payloadHash,
  });
}

const STREAMING: ReadonlySet<string> = new Set([
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
]);

function checkTime(request: SignedRequest, signature: RequestSignature, nowMs: number): void {
  const { signedAtMs, timestamp, expiresInSeconds } = signature;
  const skewMs = speaksS3(request) ? S3_CLOCK_SKEW_MS : CLOCK_SKEW_MS;
  const minutes = skewMs / 60_000;
  const now = basicTimestamp(nowMs);
  const fields = speaksS3(request)
    ? { RequestTime: timestamp, ServerTime: new Date(nowMs).toISOString(), MaxAllowedSkewMilliseconds: skewMs }
    : {};
  if (signedAtMs > nowMs + skewMs) {
    const words = `Signature not yet current: ${timestamp} is still later than ${basicTimestamp(nowMs + skewMs)} (${now} + ${minutes} min.)`;
    throw authError(
      signature.presigned ? 'presigned-not-yet' : 'skewed',
      request,
      words,
      signature.presigned ? {} : fields,
    );
  }
  if (signature.presigned && expiresInSeconds !== undefined) {
    const endMs = signedAtMs + expiresInSeconds * 1_000;
    if (endMs >= nowMs) return;
    const words = `Signature expired: ${timestamp} is now earlier than ${basicTimestamp(nowMs - expiresInSeconds * 1_000)} (${now} - ${expiresInSeconds} sec.)`;
    throw authError('presigned-expired', request, words);
  }
  if (signedAtMs < nowMs - skewMs) {
    const words = `Signature expired: ${timestamp} is now earlier than ${basicTimestamp(nowMs - skewMs)} (${now} - ${minutes} min.)`;
    throw authError('skewed', request, words, fields);
  }
}

/** S3 refuses `x-amz-*` headers that were not signed: they could be added to a presigned URL by whoever holds it. */
function checkSignedHeaders(request: SignedRequest, signature: RequestSignature): void {
  if (!speaksS3(request)) return;
  const unsignedNames = Object.keys(request.headers).filter(
    (name) => name.startsWith('x-amz-') && !UNSIGNED_BY_PRESIGNERS.has(name) && !signature.signedHeaders.includes(name),
  );
  if (unsignedNames.length === 0) return;
  throw authError('unsigned-headers', request, '', { HeadersNotSigned: unsignedNames.join(', ') });
}

/** What clients send beside a presigned URL without harm: it says nothing of the request that the query does not. */
const UNSIGNED_BY_PRESIGNERS: ReadonlySet<string> = new Set([
  'x-amz-content-sha256',
  'x-amz-user-agent',
  'x-amz-cf-id',
]);

async function findCredential(
  parts: AuthenticatorParts,
  request: SignedRequest,
  signature: RequestSignature,
): Promise<{ credential: Credential; devKeys: boolean }> {
  const { accessKeyId, sessionToken } = signature;
  const { devKeys } = parts;
  const fields = speaksS3(request) ? { AWSAccessKeyId: accessKeyId } : {};
  if (devKeys && accessKeyId === devKeys.accessKeyId) {
    if (request.fromSandbox) throw authError('unknown-key', request, '', fields);
    return { credential: { ...devKeys, active: true }, devKeys: true };
  }
  const credential = await parts.principals.findCredential(accessKeyId, sessionToken);
  if (!credential || credential.accessKeyId !== accessKeyId) {
    // A temporary key is known by its token alone.
    const bad = accessKeyId.startsWith('ASIA') && sessionToken !== undefined;
    throw bad ? authError('invalid-token', request) : authError('unknown-key', request, '', fields);
  }
  if (!credential.active) throw authError('unknown-key', request, '', fields);
  if (credential.sessionToken !== undefined && sessionToken === undefined) {
    throw authError('unknown-key', request, '', fields);
  }
  if (!sameText(credential.sessionToken ?? '', sessionToken ?? '')) throw authError('invalid-token', request);
  if (credential.expiresAtMs !== undefined && credential.expiresAtMs <= parts.clock.nowMs()) {
    throw authError('expired-token', request);
  }
  return { credential, devKeys: false };
}

function payloadHashOf(
  request: SignedRequest,
  signature: RequestSignature,
  bodyHash: Identified['bodyHash'],
  bodySha256Hex: string | undefined,
): string {
  if (bodyHash !== 'needed') return signature.payloadHash ?? UNSIGNED_PAYLOAD;
  if (bodySha256Hex === undefined) throw new Error('This signature needs the hash of the body');
  if (signsAsS3(request.signingName) && signature.payloadHash !== bodySha256Hex) {
    const fields = { ClientComputedContentSHA256: signature.payloadHash, S3ComputedContentSHA256: bodySha256Hex };
    throw authError('payload-mismatch', request, 'The SHA-256 of the body is not the one that was signed.', fields);
  }
  return bodySha256Hex;
}

function checkSignature(
  request: SignedRequest,
  signature: RequestSignature,
  payloadHash: string,
  signingKey: Uint8Array,
): void {
  const { date, region, service } = signature.scope;
  const canonical = canonicalRequest({
    method: request.method,
    rawPath: request.rawPath,
    rawQuery: request.rawQuery,
    headers: signedValues(request, signature.signedHeaders),
    payloadHash,
    s3: signsAsS3(request.signingName),
  });
  const toSign = stringToSign(signature.timestamp, `${date}/${region}/${service}/${TERMINATOR}`, canonical);
  if (sameText(signatureOf(signingKey, toSign), signature.signature)) return;
  throw mismatch(request, signature, canonical, toSign);
}

/** Repeated headers are signed with a comma between; node joins them with a comma and a space, so the raw ones count. */
function signedValues(request: SignedRequest, names: readonly string[]): [name: string, value: string][] {
  const { headers, rawHeaders } = request;
  if (!rawHeaders) return names.map((name) => [name, headers[name] ?? '']);
  const values = new Map<string, string>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const value = rawHeaders[at + 1] ?? '';
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before.trim()},${value.trim()}`);
  }
  return names.map((name) => [name, values.get(name) ?? '']);
}

function mismatch(request: SignedRequest, signature: RequestSignature, canonical: string, toSign: string): Error {
  // A session token is as good as a password while it lasts: answers are logged in many places.
  const token = signature.sessionToken;
  const hideToken = (text: string): string =>
    token ? text.replaceAll(token, '(not shown)').replaceAll(encodeUri(token), '(not shown)') : text;
  const shown = hideToken(canonical);
  if (speaksS3(request)) {
    const fields = {
      AWSAccessKeyId: signature.accessKeyId,
      StringToSign: toSign,
      SignatureProvided: signature.signature,
      CanonicalRequest: shown,
    };
    return authError('mismatch', request, '', fields);
  }
  const words = `\n\nThe Canonical String for this request should have been\n'${shown}'\n\nThe String-to-Sign should have been\n'${toSign}'\n`;
  return authError('mismatch', request, words);
}

/** In a time that does not tell how much is right. */
function sameText(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}
