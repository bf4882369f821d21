/** Signs requests as the SDKs do: for our own client and for tests, with the code that also verifies. */
import {
  ALGORITHM,
  basicTimestamp,
  canonicalRequest,
  encodeUri,
  sha256Hex,
  signsAsS3,
  stringToSign,
  TERMINATOR,
  UNSIGNED_PAYLOAD,
} from './canonical.ts';
import { deriveSigningKey, signatureOf } from './signing-key.ts';

export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface RequestToSign {
  readonly method: string;
  /** As it will be on the wire, encoded. */
  readonly rawPath: string;
  readonly rawQuery?: string;
  /** Lower-case names, `host` (with its port) among them; all are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** In place of the body's own: that of a body to come, or a word such as UNSIGNED-PAYLOAD. */
  readonly payloadHash?: string;
  readonly credentials: SigningCredentials;
  readonly region: string;
  /** The signing name: `lambda`, `logs`, `s3`. */
  readonly service: string;
  readonly nowMs: number;
}

/** The request's headers and those that sign it. */
export function signRequest(request: RequestToSign): Record<string, string> {
  const { credentials, nowMs } = request;
  const timestamp = basicTimestamp(nowMs);
  const payloadHash = request.payloadHash ?? sha256Hex(request.body ?? '');
  const headers: Record<string, string> = { ...request.headers, 'x-amz-date': timestamp };
  if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken;
  if (signsAsS3(request.service)) headers['x-amz-content-sha256'] = payloadHash;
  const { signature, scope, names } = sign(request, headers, request.rawQuery ?? '', timestamp, payloadHash);
  const credential = `${credentials.accessKeyId}/${scope}`;
  headers['authorization'] = `${ALGORITHM} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`;
  return headers;
}

/** The query of a presigned URL, `X-Amz-Signature` at its end. */
export function presignQuery(request: RequestToSign, expiresInSeconds: number): string {
  const { credentials, nowMs, region, service } = request;
  const timestamp = basicTimestamp(nowMs);
  const parameters: [string, string][] = [
    ['X-Amz-Algorithm', ALGORITHM],
    ['X-Amz-Credential', `${credentials.accessKeyId}/${scopeOf(timestamp, region, service)}`],
    ['X-Amz-Date', timestamp],
    ['X-Amz-Expires', String(expiresInSeconds)],
    ['X-Amz-SignedHeaders', Object.keys(request.headers).toSorted().join(';')],
  ];
  if (credentials.sessionToken !== undefined) parameters.push(['X-Amz-Security-Token', credentials.sessionToken]);
  const own = parameters.map(([name, value]) => `${name}=${encodeUri(value)}`).join('&');
  const query = request.rawQuery ? `${request.rawQuery}&${own}` : own;
  const payloadHash = signsAsS3(service) ? UNSIGNED_PAYLOAD : sha256Hex(request.body ?? '');
  const { signature } = sign(request, request.headers, query, timestamp, payloadHash);
  return `${query}&X-Amz-Signature=${signature}`;
}

function sign(
  request: RequestToSign,
  headers: Readonly<Record<string, string>>,
  rawQuery: string,
  timestamp: string,
  payloadHash: string,
): { signature: string; scope: string; names: string } {
  const { method, rawPath, credentials, region, service } = request;
  const signed = Object.entries(headers).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const s3 = signsAsS3(service);
  const canonical = canonicalRequest({ method, rawPath, rawQuery, headers: signed, payloadHash, s3 });
  const scope = scopeOf(timestamp, region, service);
  const key = deriveSigningKey(credentials.secretAccessKey, timestamp.slice(0, 8), region, service);
  const signature = signatureOf(key, stringToSign(timestamp, scope, canonical));
  return { signature, scope, names: signed.map(([name]) => name).join(';') };
}

const scopeOf = (timestamp: string, region: string, service: string): string =>
  `${timestamp.slice(0, 8)}/${region}/${service}/${TERMINATOR}`;
