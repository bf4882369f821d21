/** Equality and order of checked values, as conditions see them. */
import { compareNumbers } from './numbers.ts';
import { type AttributeValue, typeOf } from './value.ts';

/** Sets are equal whatever their order; values of different types never are. */
export function equalValues(a: AttributeValue, b: AttributeValue): boolean {
  if (a.S !== undefined) return a.S === b.S;
  if (a.N !== undefined) return a.N === b.N;
  if (a.B !== undefined) return b.B !== undefined && compareBytes(a.B, b.B) === 0;
  if (a.BOOL !== undefined) return a.BOOL === b.BOOL;
  if (a.NULL !== undefined) return b.NULL !== undefined;
  if (a.L !== undefined) return b.L !== undefined && equalLists(a.L, b.L);
  if (a.M !== undefined) return b.M !== undefined && equalMaps(a.M, b.M);
  if (a.BS !== undefined) return b.BS !== undefined && equalSets(a.BS.map(binaryText), b.BS.map(binaryText));
  if (typeOf(a) !== typeOf(b)) return false;
  return equalSets(a.SS ?? a.NS ?? [], b.SS ?? b.NS ?? []);
}

function equalLists(a: readonly AttributeValue[], b: readonly AttributeValue[]): boolean {
  return a.length === b.length && a.every((value, index) => equalOptional(value, b[index]));
}

function equalMaps(a: Readonly<Record<string, AttributeValue>>, b: Readonly<Record<string, AttributeValue>>): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && equalOptional(a[name], b[name]));
}

function equalOptional(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  return a !== undefined && b !== undefined && equalValues(a, b);
}

function equalSets(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  const members = new Set(a);
  return b.every((member) => members.has(member));
}

/** Undefined where the two have no order: of different types, or of one that is not S, N or B. */
export function compareValues(a: AttributeValue, b: AttributeValue): number | undefined {
  if (a.S !== undefined && b.S !== undefined) return compareTexts(a.S, b.S);
  if (a.N !== undefined && b.N !== undefined) return compareNumbers(a.N, b.N);
  if (a.B !== undefined && b.B !== undefined) return compareBytes(a.B, b.B);
  return undefined;
}

/** By the bytes of their UTF-8, which is the order of code points: surrogates stand after U+E000 to U+FFFF. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const one = a.charCodeAt(at);
    const other = b.charCodeAt(at);
    if (one !== other) return codePointRank(one) - codePointRank(other);
  }
  return a.length - b.length;
}

function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}

function binaryText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

/** `contains(container, member)`: part of a text or of bytes, member of a set, element of a list. */
export function containsValue(container: AttributeValue, member: AttributeValue): boolean {
  if (container.S !== undefined) return member.S !== undefined && container.S.includes(member.S);
  if (container.SS !== undefined) return member.S !== undefined && container.SS.includes(member.S);
  if (container.NS !== undefined) return member.N !== undefined && container.NS.includes(member.N);
  if (container.L !== undefined) return container.L.some((element) => equalValues(element, member));
  const { B: bytes } = member;
  if (bytes === undefined) return false;
  if (container.B !== undefined) return Buffer.from(container.B).includes(bytes);
  return container.BS?.some((other) => compareBytes(other, bytes) === 0) ?? false;
}

export function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if (value.S !== undefined) return prefix.S !== undefined && value.S.startsWith(prefix.S);
  if (value.B === undefined || prefix.B === undefined || prefix.B.length > value.B.length) return false;
  return compareBytes(value.B.subarray(0, prefix.B.length), prefix.B) === 0;
}

/** What `size()` gives: undefined for numbers, booleans and null. */
export function sizeOf(value: AttributeValue): number | undefined {
  if (value.S !== undefined) return value.S.length;
  const elements = value.B ?? value.L ?? value.SS ?? value.NS ?? value.BS;
  if (elements !== undefined) return elements.length;
  return value.M === undefined ? undefined : Object.keys(value.M).length;
}
