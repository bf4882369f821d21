/** What a caller hands to an invocation: its payload and its client context, both JSON. */
import { isUtf8 } from 'node:buffer';
import { CLIENT_CONTEXT_LENGTH_MAX, PAYLOAD_BYTES_MAX } from './limits.ts';
import { InvalidRequestContentException, RequestTooLargeException } from './model.ts';

const EMPTY = Buffer.from('{}');

/** Nothing at all stands for an empty object. Throws what AWS throws for what is too large or no JSON. */
export function checkPayload(payload: Uint8Array | undefined): Uint8Array {
  if (!payload || payload.byteLength === 0) return EMPTY;
  if (payload.byteLength > PAYLOAD_BYTES_MAX) {
    throw new RequestTooLargeException(
      `${payload.byteLength} byte payload is too large for the RequestResponse invocation type (limit ${PAYLOAD_BYTES_MAX} bytes)`,
      { Type: 'User' },
    );
  }
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  if (!isUtf8(bytes)) throw unreadable(`Invalid UTF-8 start byte 0x${firstBroken(bytes).toString(16)}`);
  const text = bytes.toString();
  try {
    JSON.parse(text);
  } catch {
    throw unreadable(faultOf(text));
  }
  return payload;
}

/** The JSON text; throws where it is none. */
export function decodeClientContext(encoded: string): string {
  const text = Buffer.from(encoded, 'base64').toString();
  if (encoded.length <= CLIENT_CONTEXT_LENGTH_MAX && isJsonObject(text)) return text;
  throw new InvalidRequestContentException('Client context must be a valid Base64-encoded JSON object.', {
    Type: 'User',
  });
}

/** The form of Lambda's own reader (Jackson), seen in public reports, 2026-11-24; without the place, which it appends. */
function unreadable(fault: string): Error {
  return new InvalidRequestContentException(
    `Could not parse request body into json: Could not parse payload into json: ${fault}`,
    { Type: 'User' },
  );
}

const EXPECTED = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

function faultOf(text: string): string {
  const word = /^\s*([A-Za-z_$][\w$]*)/.exec(text)?.[1];
  if (word !== undefined && !['true', 'false', 'null'].includes(word)) {
    return `Unrecognized token '${word.slice(0, 256)}': was expecting ${EXPECTED}`;
  }
  const first = text.trimStart().charAt(0);
  if (first === '') return `No content to map due to end-of-input: was expecting ${EXPECTED}`;
  if (!'{["-0123456789tfn'.includes(first)) {
    return `Unexpected character ('${first}' (code ${first.charCodeAt(0)})): expected a valid value ${EXPECTED}`;
  }
  return `Unexpected end-of-input or character: was expecting ${EXPECTED}`;
}

/** The byte at which the text stops being UTF-8: what goes before it is the longest prefix that is. */
function firstBroken(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.byteLength;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    // A cut inside a character is no fault: up to three bytes more make it whole.
    if ([0, 1, 2, 3].some((more) => isUtf8(bytes.subarray(0, middle + more)))) good = middle;
    else bad = middle;
  }
  return bytes[good] ?? 0;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
