/**
 * Signature Version 2, which S3 still takes: `Authorization: AWS key:signature`, and the query that boto3 presigns with
 * by default (`AWSAccessKeyId`, `Signature`, `Expires`). An HMAC-SHA1 over method, type, date, `x-amz-*` headers, path
 * and the parameters that name an operation; the body is not signed.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
 */
import { createHmac } from 'node:crypto';
import type { SignedRequest } from './authenticator.ts';
import { parseBasicTimestamp, queryPairs } from './canonical.ts';
import { signedValues, withoutToken } from './check-signature.ts';
import { authError } from './errors.ts';
import { S3_CLOCK_SKEW_MS } from './limits.ts';
import { sameText } from './signing-key.ts';

export interface OldSignature {
  readonly accessKeyId: string;
  readonly sessionToken?: string;
  readonly signature: string;
  /** Its line in the string to sign. */
  readonly dateLine: string;
  /** Of a presigned URL. */
  readonly query: ReadonlyMap<string, string> | undefined;
}

/** Undefined where the request is not signed so; throws WireError where it is, and badly or too late. */
export function readOldSignature(request: SignedRequest, nowMs: number): OldSignature | undefined {
  const { authorization } = request.headers;
  const query = PRESIGNED.test(request.rawQuery) ? new Map(queryPairs(request.rawQuery)) : undefined;
  if (query && (authorization !== undefined || query.has('X-Amz-Algorithm'))) {
    throw authError('two-mechanisms', request, '', { ArgumentName: 'Authorization', ArgumentValue: authorization });
  }
  if (query) return readQuery(request, query, nowMs);
  return authorization?.startsWith('AWS ') ? readHeader(request, authorization, nowMs) : undefined;
}

const PRESIGNED = /(?:^|&)(?:AWSAccessKeyId|Signature)=/;

function readQuery(request: SignedRequest, query: ReadonlyMap<string, string>, nowMs: number): OldSignature {
  const [accessKeyId, signature, dateLine] = ['AWSAccessKeyId', 'Signature', 'Expires'].map((name) => query.get(name));
  if (!accessKeyId || !signature || !dateLine) throw authError('incomplete-old-query', request);
  if (!/^-?\d{1,10}$/.test(dateLine)) {
    throw authError('old-expires', request, `Invalid date (should be seconds since epoch): ${dateLine}`);
  }
  const expiresMs = Number(dateLine) * 1_000;
  if (nowMs > expiresMs) {
    const fields = { Expires: withoutMilliseconds(expiresMs), ServerTime: withoutMilliseconds(nowMs) };
    throw authError('presigned-expired', request, '', fields);
  }
  return { accessKeyId, signature, dateLine, query, ...tokenOf(query.get(TOKEN) ?? request.headers[TOKEN]) };
}

function readHeader(request: SignedRequest, authorization: string, nowMs: number): OldSignature {
  const [, accessKeyId = '', signature = ''] = /^AWS ([^\s:]+):([^\s:]+)$/.exec(authorization) ?? [];
  if (accessKeyId === '') {
    const words = 'AWS authorization header is invalid.  Expected AwsAccessKeyId:signature';
    throw authError('old-header', request, words, { ArgumentName: 'Authorization', ArgumentValue: authorization });
  }
  const { 'x-amz-date': amzDate, date = '' } = request.headers;
  const signedAtMs = parseBasicTimestamp(amzDate ?? date) ?? Date.parse(amzDate ?? date);
  if (Number.isNaN(signedAtMs)) throw authError('malformed-date', request);
  if (Math.abs(signedAtMs - nowMs) > S3_CLOCK_SKEW_MS) {
    throw authError('skewed', request, '', {
      RequestTime: amzDate ?? date,
      ServerTime: withoutMilliseconds(nowMs),
      MaxAllowedSkewMilliseconds: S3_CLOCK_SKEW_MS,
    });
  }
  const dateLine = amzDate === undefined ? date : '';
  return { accessKeyId, signature, dateLine, query: undefined, ...tokenOf(request.headers[TOKEN]) };
}

const TOKEN = 'x-amz-security-token';

function tokenOf(token: string | undefined): { sessionToken?: string } {
  return token === undefined ? {} : { sessionToken: token };
}

/** `2026-11-27T17:30:00Z`. */
export function withoutMilliseconds(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}

/** Throws WireError where the signature is not that of this request. */
export function checkOldSignature(request: SignedRequest, signature: OldSignature, secretAccessKey: string): void {
  const toSign = oldStringToSign(request, signature, request.rawPath);
  // Botocore signs a bucket in the path with a slash behind it that it does not send.
  const candidates = /^\/[^/]+$/.test(request.rawPath)
    ? [toSign, oldStringToSign(request, signature, `${request.rawPath}/`)]
    : [toSign];
  for (const candidate of candidates) {
    if (sameText(oldSignatureOf(secretAccessKey, candidate), signature.signature)) return;
  }
  const shown = withoutToken(toSign, signature.sessionToken);
  throw authError('mismatch', request, '', {
    AWSAccessKeyId: signature.accessKeyId,
    StringToSign: shown,
    SignatureProvided: signature.signature,
  });
}

/** Headers are bytes, as node gives them: a character each. */
export function oldSignatureOf(secretAccessKey: string, toSign: string): string {
  return createHmac('sha1', secretAccessKey).update(toSign, 'latin1').digest('base64');
}

function oldStringToSign(request: SignedRequest, { dateLine, query }: OldSignature, path: string): string {
  const { method, headers, bucketInHost } = request;
  const inQuery = [...(query ?? [])].map(([name, value]) => [name.toLowerCase(), value] as const);
  const amzHeaders = new Map(inQuery.filter(([name]) => name.startsWith('x-amz-')));
  const sent = Object.keys(headers).filter((name) => name.startsWith('x-amz-'));
  for (const [name, value] of signedValues(request, sent)) amzHeaders.set(name, value);
  const amzLines = [...amzHeaders].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const lines = [
    method,
    headers['content-md5'] ?? '',
    headers['content-type'] ?? '',
    dateLine,
    ...amzLines.map(([name, value]) => `${name}:${value.trim().replaceAll(/\s*\r?\n\s*/g, ' ')}`),
    (bucketInHost === undefined ? '' : `/${bucketInHost}`) + path + subResources(request.rawQuery),
  ];
  return lines.join('\n');
}

function subResources(rawQuery: string): string {
  const parts: string[] = [];
  for (const part of rawQuery.split('&')) {
    const [name, value] = queryPairs(part)[0] ?? ['', ''];
    if (SUB_RESOURCES.has(name)) parts.push(part.includes('=') ? `${name}=${value}` : name);
  }
  return parts.length === 0 ? '' : `?${parts.toSorted().join('&')}`;
}

/**
 * What botocore's HmacV1Auth signs (2026-11-27), and whatever else names an operation: a URL presigned for one must not
 * do for another.
 */
export const SUB_RESOURCES: ReadonlySet<string> = new Set(
  `
    accelerate acl analytics cors defaultObjectAcl delete inventory lifecycle location logging metrics
    notification object-lock partNumber policy replication requestPayment restore select select-type
    storageClass tagging torrent uploadId uploads versionId versioning versions website
    response-cache-control response-content-disposition response-content-encoding
    response-content-language response-content-type response-expires abac attributes encryption
    intelligent-tiering legal-hold metadataConfiguration metadataInventoryTable metadataJournalTable
    metadataTable ownershipControls policyStatus publicAccessBlock renameObject retention session
  `
    .trim()
    .split(/\s+/),
);
