/**
 * The canonical request of Signature Version 4 and the string to sign, as pure functions that signing and verifying
 * share. Paths and queries are taken as they are on the wire.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { hash } from 'node:crypto';

export const ALGORITHM = 'AWS4-HMAC-SHA256';
export const TERMINATOR = 'aws4_request';
export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

export interface CanonicalParts {
  readonly method: string;
  /** As sent, still encoded. */
  readonly rawPath: string;
  /** As sent; an `X-Amz-Signature` in it is left out. */
  readonly rawQuery: string;
  /** Lower case and sorted, each with its value. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly payloadHash: string;
  /** S3 signs paths encoded once and leaves `//` and `..` alone; every other service encodes twice and normalizes. */
  readonly s3: boolean;
}

export function canonicalRequest(parts: CanonicalParts): string {
  let headers = '';
  let names = '';
  for (const [name, value] of parts.headers) {
    headers += `${name}:${foldSpaces(value)}\n`;
    names += names === '' ? name : `;${name}`;
  }
  const path = parts.s3 ? s3Path(parts.rawPath) : canonicalPath(parts.rawPath);
  return `${parts.method}\n${path}\n${canonicalQuery(parts.rawQuery)}\n${headers}\n${names}\n${parts.payloadHash}`;
}

export function stringToSign(timestamp: string, scope: string, canonical: string): string {
  return `${ALGORITHM}\n${timestamp}\n${scope}\n${sha256Hex(canonical)}`;
}

export function sha256Hex(data: string | Uint8Array): string {
  return hash('sha256', data);
}

/** Whether a service signs as S3 does. */
export function signsAsS3(signingName: string): boolean {
  return signingName === 's3' || signingName.startsWith('s3-') || signingName === 's3express';
}

/** `20130524T000000Z`. */
export function basicTimestamp(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/** Undefined where the text is no timestamp in ISO 8601's basic format. */
export function parseBasicTimestamp(text: string): number | undefined {
  // Whatever is signed within a second says the same one.
  if (text !== lastParsed.text) lastParsed = { text, timeMs: readBasicTimestamp(text) };
  return lastParsed.timeMs;
}

let lastParsed: { readonly text: string; readonly timeMs: number | undefined } = { text: '', timeMs: undefined };

function readBasicTimestamp(text: string): number | undefined {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second] = found;
  const timeMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

/** Everything but the unreserved characters becomes %XX; characters up to U+00FF are bytes, as node gives raw URLs. */
export function encodeUri(text: string, keepSlash = false): string {
  let encoded = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (isUnreserved(code) || (keepSlash && code === SLASH)) encoded += character;
    else if (code <= 0xff) encoded += percent(code);
    else for (const byte of Buffer.from(character)) encoded += percent(byte);
  }
  return encoded;
}

/** Each %XX becomes the byte that it stands for, as a character up to U+00FF; what is no escape stays as it is. */
export function decodeUri(text: string): string {
  if (!text.includes('%')) return text;
  return text.replaceAll(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Sorted by encoded name, then by encoded value; `+` is a space, a name without a value has an empty one. */
export function canonicalQuery(rawQuery: string): string {
  if (rawQuery === '') return '';
  const pairs = queryPairs(rawQuery)
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encodeUri(name), encodeUri(value)] as const);
  pairs.sort(([a, x], [b, y]) => compare(a, b) || compare(x, y));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

/** Decoded names and values in the order of the wire. */
export function queryPairs(rawQuery: string): (readonly [name: string, value: string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (const part of rawQuery.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = at === -1 ? part : part.slice(0, at);
    const value = at === -1 ? '' : part.slice(at + 1);
    pairs.push([decodeQuery(name), decodeQuery(value)]);
  }
  return pairs;
}

const PLAIN_PATH = /^(?:\/[A-Za-z0-9\-_~][A-Za-z0-9\-._~]*)*\/?$/;

/** Dot segments and doubled slashes go, and what is left, encoded already, is encoded once more. */
function canonicalPath(rawPath: string): string {
  if (PLAIN_PATH.test(rawPath)) return rawPath === '' ? '/' : rawPath;
  const kept: string[] = [];
  for (const segment of rawPath.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  const path = `/${kept.join('/')}`;
  return encodeUri(rawPath.endsWith('/') && kept.length > 0 ? `${path}/` : path, true);
}

function s3Path(rawPath: string): string {
  if (PLAIN_PATH.test(rawPath)) return rawPath === '' ? '/' : rawPath;
  return encodeUri(decodeUri(rawPath), true);
}

function foldSpaces(value: string): string {
  if (!/\s/.test(value)) return value;
  return value.trim().replaceAll(/\s+/g, ' ');
}

const decodeQuery = (text: string): string => decodeUri(text.replaceAll('+', ' '));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const percent = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
const SLASH = 0x2f;

function isUnreserved(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || // a-z
    (code >= 0x41 && code <= 0x5a) || // A-Z
    (code >= 0x30 && code <= 0x39) || // 0-9
    code === 0x2d || // -
    code === 0x2e || // .
    code === 0x5f || // _
    code === 0x7e // ~
  );
}
