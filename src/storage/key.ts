/**
 * Keys as bytes whose order is that of the tuples: a tag for each part, then the part in a form that ends itself, so
 * that no key's bytes are the beginning of another's unless its tuple is. Bytes sort before strings before integers.
 *
 *   bytes    groups of eight, padded with zeros, each followed by how many count; 9 where another group follows
 *   string   UTF-8, with U+0000 and U+0001 written as 01 01 and 01 02, then 00
 *   integer  eight bytes, big-endian, the sign turned round
 */
import { KEY_BYTES_MAX } from './limits.ts';
import type { Key, KeyPart, RangeBounds } from './store.ts';

const BYTES = 0x10;
const STRING = 0x20;
const INTEGER = 0x30;

/** Longer than any tag and shorter than any part: between a key and what lies below it. */
const BELOW_ALL = 0x00;
const ABOVE_ALL = 0xff;

const GROUP = 8;
const MORE = GROUP + 1;
const INTEGER_MIN = -(2n ** 63n);
const INTEGER_MAX = 2n ** 63n - 1n;
/** An appended entry's key is that of its stream and one integer. */
export const INTEGER_PART_BYTES = 1 + 8;

const SPACES: ReadonlySet<unknown> = new Set(['system', 'global', 'account', 'regional']);

// A part may be longer than a key may be before that is noticed: UTF-8 takes 3 bytes for a unit, and escapes double.
const scratch = Buffer.allocUnsafeSlow(KEY_BYTES_MAX * 8);

export class InvalidKeyError extends Error {
  override readonly name = 'InvalidKeyError';
}

export function encodeKey(key: Key): Uint8Array {
  return Uint8Array.prototype.slice.call(scratch, 0, writeKey(key));
}

/** The encoded key as text with one character a byte: for maps, and sorted as the key is. */
export function keyText(key: Key): string {
  return scratch.toString('latin1', 0, writeKey(key));
}

/** Writes the key at `at`, where there must be KEY_BYTES_MAX of room; returns where it ends. */
export function copyKey(key: Key, target: Uint8Array, at: number): number {
  const length = writeKey(key);
  target.set(scratch.subarray(0, length), at);
  return at + length;
}

export function decodeKey(bytes: Uint8Array): Key {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: KeyPart[] = [];
  let at = 0;
  while (at < buffer.length) {
    const tag = buffer[at++];
    if (tag === STRING) {
      const end = buffer.indexOf(0, at);
      if (end < 0) throw new InvalidKeyError('A stored key ends within a string');
      parts.push(readString(buffer, at, end));
      at = end + 1;
    } else if (tag === INTEGER) {
      parts.push(BigInt.asIntN(64, buffer.readBigUInt64BE(at) ^ (1n << 63n)));
      at += 8;
    } else if (tag === BYTES) {
      const end = endOfGroups(buffer, at);
      parts.push(readGroups(buffer, at, end));
      at = end;
    } else {
      throw new InvalidKeyError(`A stored key has a part of the unknown kind ${tag}`);
    }
  }
  return parts;
}

/** A range as encoded bounds: [lower, upper). */
export interface EncodedBounds {
  readonly lower: Uint8Array;
  readonly upper: Uint8Array;
}

/** Where a page begins and ends: the bounds, less what lies up to `after` in the direction of reading. */
export function encodeBounds(bounds: RangeBounds, after: Key | undefined, reverse: boolean): EncodedBounds {
  let lower: Uint8Array;
  let upper: Uint8Array;
  if ('prefix' in bounds) {
    const prefix = encodeKey(bounds.prefix);
    lower = withByte(prefix, BELOW_ALL);
    upper = withByte(prefix, ABOVE_ALL);
  } else {
    lower = encodeKey(bounds.start);
    upper = encodeKey(bounds.end);
  }
  if (after === undefined) return { lower, upper };
  const seen = encodeKey(after);
  if (reverse) return { lower, upper: Buffer.compare(seen, upper) < 0 ? seen : upper };
  const behind = withByte(seen, BELOW_ALL);
  return { lower: Buffer.compare(behind, lower) > 0 ? behind : lower, upper };
}

/** The key of entry `number` of a stream whose encoded key is given. */
export function appendedKey(stream: Uint8Array, number: number): Uint8Array {
  const key = Buffer.allocUnsafe(stream.length + INTEGER_PART_BYTES);
  key.set(stream);
  key[stream.length] = INTEGER;
  key.writeBigUInt64BE(BigInt(number) | (1n << 63n), stream.length + 1);
  return key;
}

function writeKey(key: Key): number {
  if (!SPACES.has(key[0])) {
    throw new InvalidKeyError(`A key begins with system, global, account or regional, not with ${shown(key[0])}`);
  }
  let at = 0;
  for (const part of key) {
    at = writePart(part, at);
    if (at > KEY_BYTES_MAX) throw new InvalidKeyError(`A key has at most ${KEY_BYTES_MAX} bytes; this one has more`);
  }
  return at;
}

function writePart(part: KeyPart, at: number): number {
  if (typeof part === 'string') return writeString(part, at);
  if (typeof part === 'bigint') return writeInteger(part, at);
  if (part instanceof Uint8Array) return writeGroups(part, at);
  throw new InvalidKeyError(`A part of a key is a string, bytes or a bigint, not ${shown(part)}`);
}

function writeString(text: string, start: number): number {
  if (text.length > KEY_BYTES_MAX) {
    throw new InvalidKeyError(
      `A key has at most ${KEY_BYTES_MAX} bytes; one of its strings has ${text.length} characters`,
    );
  }
  if (!text.isWellFormed()) throw new InvalidKeyError('A string in a key has half of a surrogate pair');
  let at = start;
  scratch[at++] = STRING;
  at += scratch.write(escapeLow(text), at);
  scratch[at++] = 0;
  return at;
}

function escapeLow(text: string): string {
  if (!text.includes('\u0000') && !text.includes('\u0001')) return text;
  return text.replaceAll('\u0001', '\u0001\u0002').replaceAll('\u0000', '\u0001\u0001');
}

function readString(buffer: Buffer, start: number, end: number): string {
  const text = buffer.toString('utf8', start, end);
  if (!text.includes('\u0001')) return text;
  return text.replaceAll('\u0001\u0001', '\u0000').replaceAll('\u0001\u0002', '\u0001');
}

function writeInteger(value: bigint, start: number): number {
  if (value < INTEGER_MIN || value > INTEGER_MAX) throw new InvalidKeyError(`${value} does not fit into 64 bits`);
  scratch[start] = INTEGER;
  scratch.writeBigUInt64BE(BigInt.asUintN(64, value) ^ (1n << 63n), start + 1);
  return start + INTEGER_PART_BYTES;
}

function writeGroups(bytes: Uint8Array, start: number): number {
  if (bytes.length > KEY_BYTES_MAX) {
    throw new InvalidKeyError(`A key has at most ${KEY_BYTES_MAX} bytes; one of its parts has ${bytes.length}`);
  }
  let at = start;
  scratch[at++] = BYTES;
  for (let from = 0; ; from += GROUP) {
    const left = bytes.length - from;
    for (let index = 0; index < GROUP; index++) scratch[at++] = bytes[from + index] ?? 0;
    scratch[at++] = left > GROUP ? MORE : left;
    if (left <= GROUP) return at;
  }
}

function endOfGroups(buffer: Buffer, start: number): number {
  let at = start;
  while (buffer[at + GROUP] === MORE) at += GROUP + 1;
  return at + GROUP + 1;
}

function readGroups(buffer: Buffer, start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(end - start - (end - start) / (GROUP + 1));
  let length = 0;
  for (let at = start; at < end; at += GROUP + 1) {
    const marker = buffer[at + GROUP] ?? 0;
    bytes.set(buffer.subarray(at, at + GROUP), length);
    length += Math.min(marker, GROUP);
  }
  return bytes.subarray(0, length);
}

function withByte(bytes: Uint8Array, byte: number): Uint8Array {
  const longer = new Uint8Array(bytes.length + 1);
  longer.set(bytes);
  longer[bytes.length] = byte;
  return longer;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : typeof value;
}
