/** JSON from a client: bounded in depth before it is parsed, since a parser spends far more memory than the text has. */
import { isUtf8 } from 'node:buffer';
import { JSON_DEPTH_MAX } from './limits.ts';
import { serializationError } from './scalars.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Of duplicate keys the last one counts, as in AWS's parsers. Throws SerializationException. */
export function parseJson(body: Uint8Array): unknown {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!isUtf8(bytes)) throw serializationError('The request body is not valid UTF-8');
  if (isDeep(bytes)) throw serializationError(`The request body is nested deeper than ${JSON_DEPTH_MAX} levels`);
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    throw serializationError('Could not parse request body into json');
  }
}

function isDeep(bytes: Buffer): boolean {
  if (bytes.length <= JSON_DEPTH_MAX) return false;
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at + 1);
      if (at === -1) return false; // the parser will say so
    } else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > JSON_DEPTH_MAX) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return false;
}

/** Index of the closing quote: one that an even number of backslashes precedes. */
function endOfString(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(QUOTE, start); at !== -1; at = bytes.indexOf(QUOTE, at + 1)) {
    let first = at;
    while (first > start && bytes[first - 1] === BACKSLASH) first--;
    if ((at - first) % 2 === 0) return at;
  }
  return -1;
}
