/** Who sends a request: SigV4 in headers or query against the keys that a PrincipalSource knows. */
import type { Clock } from '../kit/clock.ts';
import { ALGORITHM, basicTimestamp, signsAsS3, TERMINATOR, UNSIGNED_PAYLOAD } from './canonical.ts';
import { checkSignature, payloadHashOf } from './check-signature.ts';
import { type ChunkSignatures, chunkSignatures } from './chunk-signatures.ts';
import { authError, speaksS3 } from './errors.ts';
import { type FormSigner, identifyForm } from './form-signature.ts';
import { CLOCK_SKEW_MS, S3_CLOCK_SKEW_MS } from './limits.ts';
import { findCredential } from './credentials.ts';
import type { ConditionContext } from './policy/policy.ts';
import type { FormFields } from './post-policy.ts';
import { ANONYMOUS, type Principal, type PrincipalSource } from './principal.ts';
import { headersInQuery, readSignature } from './signature.ts';
import type { RequestSignature } from './signature-parts.ts';
import { checkOldSignature, type OldSignature, readOldSignature, withoutMilliseconds } from './signature-v2.ts';
import { SigningKeys } from './signing-key.ts';

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
  /** The bucket that the host names, of S3. */
  readonly bucketInHost?: string | undefined;
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
  /** Of presigned URLs: `x-amz-*` parameters of the query, which count as headers. Lower-case names. */
  readonly queryHeaders?: Readonly<Record<string, string>>;
  /** What S3's policies may ask of the signature (`s3:authType` …). */
  readonly signatureKeys?: ConditionContext;
}

export interface CredentialScope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export interface Authenticator {
  /** Before a byte of body is read. Throws WireError. */
  identify(request: SignedRequest): Promise<Identified>;
  /** Of a form that was posted to a bucket. Throws WireError. */
  identifyForm(fields: FormFields, fromSandbox: boolean): Promise<FormSigner>;
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

const HASH = /^[0-9a-f]{64}$/;

export function createAuthenticator(parts: AuthenticatorParts): Authenticator {
  const keys = new SigningKeys();
  return {
    async identifyForm(fields, fromSandbox) {
      return (await identifyForm(parts, keys, fields, fromSandbox)) ?? NOBODY;
    },
    async identify(request) {
      const old = isS3(request) ? readOldSignature(request, parts.clock.nowMs()) : undefined;
      if (old) return identifyOld(parts, request, old);
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
        ...(signature.queryHeaders && { queryHeaders: signature.queryHeaders }),
        ...(isS3(request) && { signatureKeys: keysOfSignature(signature, parts.clock.nowMs()) }),
        verify(bodySha256Hex) {
          const payloadHash = payloadHashOf(request, signature, bodyHash, bodySha256Hex);
          checkSignature(request, signature, payloadHash, signingKey);
          if (!devKeys) parts.principals.keyUsed(credential.accessKeyId, service, region, credential.principal);
        },
      };
    },
  };
}

const NOBODY: FormSigner = { principal: ANONYMOUS, region: '', signatureKeys: {} };

/** S3 knows callers without a name: a bucket's policy may let everybody in. STS knows those who bring a token. */
function unsigned(request: SignedRequest): Identified {
  if (!isS3(request) && !request.unsignedAllowed) throw authError('missing', request);
  return { principal: ANONYMOUS, credentialScope: noScope(request), bodyHash: unsignedBody(request), verify() {} };
}

/** S3 Control, which signs as S3 does, knows no callers without a name. */
function isS3(request: SignedRequest): boolean {
  return request.service === 's3' && speaksS3(request);
}

async function identifyOld(
  parts: AuthenticatorParts,
  request: SignedRequest,
  signature: OldSignature,
): Promise<Identified> {
  const { credential, devKeys } = await findCredential(parts, request, signature);
  const { query } = signature;
  return {
    principal: credential.principal,
    credentialScope: noScope(request),
    bodyHash: unsignedBody(request),
    ...(query && { queryHeaders: headersInQuery(query) }),
    signatureKeys: { 's3:authType': authType(query !== undefined), 's3:signatureversion': 'AWS' },
    verify() {
      checkOldSignature(request, signature, credential.secretAccessKey);
      if (!devKeys) parts.principals.keyUsed(credential.accessKeyId, 's3', '', credential.principal);
    },
  };
}

function keysOfSignature({ presigned, signedAtMs, payloadHash }: RequestSignature, nowMs: number): ConditionContext {
  return {
    's3:authType': authType(presigned),
    's3:signatureversion': ALGORITHM,
    's3:signatureAge': String(nowMs - signedAtMs),
    's3:x-amz-content-sha256': payloadHash,
  };
}

function authType(isInQuery: boolean): string {
  return isInQuery ? 'REST-QUERY-STRING' : 'REST-HEADER';
}

function noScope({ signingName }: SignedRequest): CredentialScope {
  return { date: '', region: '', service: signingName };
}

/** Clients that sign nothing of the body put it into chunks all the same. */
function unsignedBody({ headers, service }: SignedRequest): Identified['bodyHash'] {
  const isChunked = /(?:^|[,\s])aws-chunked(?:$|[,\s])/i.test(headers['content-encoding'] ?? '');
  return service === 's3' && (isChunked || headers['x-amz-content-sha256'] === UNSIGNED_CHUNKS)
    ? 'streaming'
    : 'unsigned';
}

const UNSIGNED_CHUNKS = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

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
  UNSIGNED_CHUNKS,
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
]);

function checkTime(request: SignedRequest, signature: RequestSignature, nowMs: number): void {
  const { signedAtMs, timestamp, expiresInSeconds } = signature;
  const skewMs = speaksS3(request) ? S3_CLOCK_SKEW_MS : CLOCK_SKEW_MS;
  const isExpiring = signature.presigned && expiresInSeconds !== undefined;
  if (signedAtMs <= nowMs + skewMs && !isExpiring && signedAtMs >= nowMs - skewMs) return;
  const minutes = skewMs / 60_000;
  const now = basicTimestamp(nowMs);
  const fields = speaksS3(request)
    ? { RequestTime: timestamp, ServerTime: withoutMilliseconds(nowMs), MaxAllowedSkewMilliseconds: skewMs }
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
  if (isExpiring) {
    const endMs = signedAtMs + expiresInSeconds * 1_000;
    if (endMs >= nowMs) return;
    const words = `Signature expired: ${timestamp} is now earlier than ${basicTimestamp(nowMs - expiresInSeconds * 1_000)} (${now} - ${expiresInSeconds} sec.)`;
    const times = { Expires: withoutMilliseconds(endMs), ServerTime: withoutMilliseconds(nowMs) };
    const expiry = speaksS3(request) ? { 'X-Amz-Expires': expiresInSeconds, ...times } : {};
    throw authError('presigned-expired', request, words, expiry);
  }
  const words = `Signature expired: ${timestamp} is now earlier than ${basicTimestamp(nowMs - skewMs)} (${now} - ${minutes} min.)`;
  throw authError('skewed', request, words, fields);
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
