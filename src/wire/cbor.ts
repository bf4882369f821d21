/** CBOR to and from a client: strict, and bounded in depth and in items while it is read. */
import { isUtf8 } from 'node:buffer';
import { decode, encode, type EncodeOptions, Tagged, Token, Tokenizer, Type } from 'cborg';
import { CBOR_BIGNUM_BYTES_MAX, CBOR_DEPTH_MAX, CBOR_ITEMS_MAX } from './limits.ts';
import { serializationError } from './scalars.ts';

export const TAG_TIME = 1;
const TAG_BIGNUM = 2;
const TAG_NEGATIVE_BIGNUM = 3;

/** Times come as Tagged, integers past 2^53 as bigint. Of duplicate keys the last one counts. */
export function parseCbor(body: Uint8Array): unknown {
  const bytes = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  try {
    const tokenizer = new BoundedTokenizer(bytes);
    return decode(bytes, { tokenizer, tags: TAGS }) as unknown;
  } catch (error) {
    throw serializationError(error instanceof BoundError ? error.message : 'Could not parse request body into CBOR');
  }
}

/** Times as `cborTime` makes them; undefined members are left out. */
export function writeCbor(value: unknown): Uint8Array {
  return encode(value, ENCODING);
}

/** Seconds since the epoch, as an integer where they are whole. */
export function cborTime(ms: number): unknown {
  return new Tagged(TAG_TIME, ms / 1000);
}

const ENCODING: EncodeOptions = { float64: true, ignoreUndefinedProperties: true, mapSorter: () => 0 };

const TAGS = {
  [TAG_TIME]: Tagged.decoder(TAG_TIME),
  [TAG_BIGNUM]: (content: () => unknown): bigint => bignum(content()),
  [TAG_NEGATIVE_BIGNUM]: (content: () => unknown): bigint => -1n - bignum(content()),
};

function bignum(content: unknown): bigint {
  if (!(content instanceof Uint8Array) || content.length > CBOR_BIGNUM_BYTES_MAX)
    throw new BoundError('Invalid bignum');
  return content.length === 0 ? 0n : BigInt(`0x${Buffer.from(content).toString('hex')}`);
}

class BoundError extends Error {}

const BYTES_INDEFINITE = 0x5f;
const TEXT_INDEFINITE = 0x7f;
const BREAK = 0xff;

/** The library's own tokenizer knows neither bounds nor strings in pieces, and replaces bytes that are no UTF-8. */
class BoundedTokenizer extends Tokenizer {
  readonly #data: Uint8Array;
  /** Items that each open array or map still waits for; infinite where a break ends it. */
  readonly #open: number[] = [];
  #items = 0;
  #afterTag = false;

  constructor(data: Uint8Array) {
    super(data, { allowIndefinite: true, allowUndefined: true, allowBigInt: true });
    this.#data = data;
  }

  override next(): Token {
    const start = this.pos();
    const first = this.#data[start];
    const inPieces = first === BYTES_INDEFINITE || first === TEXT_INDEFINITE;
    const token = inPieces ? this.#pieces(first) : super.next();
    if (token.type === Type.string) checkText(token, this.#data.subarray(start, this.pos()));
    this.#count(token);
    return token;
  }

  #pieces(first: number): Token {
    const type = first === BYTES_INDEFINITE ? Type.bytes : Type.string;
    const pieces: unknown[] = [];
    this._pos++;
    while (this.#data[this._pos] !== BREAK) {
      if (this.done()) throw new BoundError('A string in pieces has no end');
      const start = this._pos;
      const piece = super.next();
      if (piece.type !== type) throw new BoundError('A string in pieces holds something else');
      if (type === Type.string) checkText(piece, this.#data.subarray(start, this._pos));
      if (++this.#items > CBOR_ITEMS_MAX) throw tooManyItems();
      pieces.push(piece.value);
    }
    this._pos++;
    return new Token(type, type === Type.bytes ? Buffer.concat(pieces as Uint8Array[]) : pieces.join(''));
  }

  #count({ type, value }: Token): void {
    if (++this.#items > CBOR_ITEMS_MAX) throw tooManyItems();
    const isContainer = type === Type.array || type === Type.map;
    if (this.#afterTag && (isContainer || type === Type.tag))
      throw new BoundError('A tag holds something that it cannot');
    this.#afterTag = type === Type.tag;
    if (this.#afterTag) return;
    if (isContainer) {
      if (this.#open.length === CBOR_DEPTH_MAX) {
        throw new BoundError(`The request body is nested deeper than ${CBOR_DEPTH_MAX} levels`);
      }
      const items = Number(value) * (type === Type.map ? 2 : 1);
      if (items > 0) {
        this.#open.push(items);
        return;
      }
    } else if (type === Type.break) this.#open.pop();
    this.#completed();
  }

  /** One item more of what is open; the last of one completes that, too. */
  #completed(): void {
    for (let at = this.#open.length - 1; at >= 0; at--) {
      const left = (this.#open[at] ?? 1) - 1;
      this.#open[at] = left;
      if (left > 0) return;
      this.#open.pop();
    }
  }
}

function tooManyItems(): BoundError {
  return new BoundError(`The request body has more than ${CBOR_ITEMS_MAX} items`);
}

/** `encoded` begins with the length of the text, whose bytes could be part of no character. */
function checkText({ value }: Token, encoded: Uint8Array): void {
  if (!String(value).includes('\ufffd')) return;
  const head = [1, 2, 3, 5, 9][Math.max(0, ((encoded[0] ?? 0) & 31) - 23)] ?? 1;
  if (!isUtf8(encoded.subarray(head))) throw new BoundError('The request body is not valid UTF-8');
}
