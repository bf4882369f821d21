/** The stretch of a table or an index that a query or a scan reads. */
import type { Key, KeyPart } from '../../../storage/store.ts';
import type { KeyCondition } from '../expressions/key-condition.ts';
import { hashOfValues, sortPart } from '../items/keys.ts';

/** From `start`, which is included, to `end`, which is not. */
export interface Bounds {
  readonly start: Key;
  readonly end: Key;
}

/** Behind every key that goes on from its beginning: integers come after bytes and texts. */
const BEHIND: KeyPart = 0n;

export function allOf(prefix: Key): Bounds {
  return { start: prefix, end: [...prefix, BEHIND] };
}

export function boundsOf(prefix: Key, { hash, equals, range }: KeyCondition): Bounds {
  const place = [...prefix, hashOfValues(hash), ...equals.map(sortPart)];
  const all = allOf(place);
  if (!range) return all;
  const [first, second = first] = range.values.map(sortPart);
  if (first === undefined || second === undefined) throw new Error('A range condition without a value');
  switch (range.operator) {
    case '<':
      return { start: place, end: [...place, first] };
    case '<=':
      return { start: place, end: [...place, first, BEHIND] };
    case '>':
      return { start: [...place, first, BEHIND], end: all.end };
    case '>=':
      return { start: [...place, first], end: all.end };
    case 'BETWEEN':
      return { start: [...place, first], end: [...place, second, BEHIND] };
    case 'begins_with': {
      const next = successor(first);
      return { start: [...place, first], end: next === undefined ? all.end : [...place, next] };
    }
  }
}

/** The least part that is greater than all that begin with this one; undefined where there is none. */
function successor(part: KeyPart): KeyPart | undefined {
  if (typeof part === 'string') return nextText(part);
  if (part instanceof Uint8Array) return nextBytes(part);
  throw new Error('Sort keys are texts or bytes');
}

const LAST_CODE_POINT = 0x10ffff;

function nextText(text: string): string | undefined {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === LAST_CODE_POINT) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  // Surrogates are no code points of their own.
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}

function nextBytes(bytes: Uint8Array): Uint8Array | undefined {
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0xff) length--;
  if (length === 0) return undefined;
  // A Buffer's own slice would be the same memory: the start of the stretch.
  const next = Uint8Array.from(bytes.subarray(0, length));
  next[length - 1] = (next[length - 1] ?? 0) + 1;
  return next;
}

const HASH_BITS = 128n;

/** One of `total` parts of equal size, by the hash of the hash key. */
export function segmentOf(prefix: Key, segment: number, total: number): Bounds {
  const start = [...prefix, hashAt(segment, total)];
  return { start, end: segment + 1 === total ? [...prefix, BEHIND] : [...prefix, hashAt(segment + 1, total)] };
}

function hashAt(segment: number, total: number): Uint8Array {
  const hash = (BigInt(segment) << HASH_BITS) / BigInt(total);
  return Buffer.from(hash.toString(16).padStart(32, '0'), 'hex');
}

/** For messages: whether it is the hash key or the range key that puts a key outside. */
export function hasRange({ equals, range }: KeyCondition): boolean {
  return equals.length > 0 || range !== undefined;
}
