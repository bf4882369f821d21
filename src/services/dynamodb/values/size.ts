/** Bytes of checked values, as DynamoDB counts them ("DynamoDB item sizes and formats" in the developer guide). */
import { numberSize } from './numbers.ts';
import type { AttributeValue, Item } from './value.ts';

/** Of a null or boolean. */
export const FLAG_BYTES = 1;
/** Of a list or map, whatever is in it. */
export const CONTAINER_BYTES = 3;
/** Of each of its elements, besides name and value. */
export const ELEMENT_BYTES = 1;

export function itemSize(item: Item): number {
  let size = 0;
  for (const name of Object.keys(item)) size += textSize(name) + valueSize(item[name]);
  return size;
}

export function valueSize(value: AttributeValue | undefined): number {
  if (value === undefined) return 0;
  if (value.S !== undefined) return textSize(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.B !== undefined) return value.B.length;
  if (value.M !== undefined) return mapSize(value.M);
  if (value.L !== undefined)
    return value.L.reduce((size, item) => size + valueSize(item) + ELEMENT_BYTES, CONTAINER_BYTES);
  if (value.SS !== undefined) return value.SS.reduce((size, text) => size + textSize(text), 0);
  if (value.NS !== undefined) return value.NS.reduce((size, text) => size + numberSize(text), 0);
  if (value.BS !== undefined) return value.BS.reduce((size, bytes) => size + bytes.length, 0);
  return FLAG_BYTES;
}

function mapSize(map: Readonly<Record<string, AttributeValue>>): number {
  let size = CONTAINER_BYTES;
  for (const name of Object.keys(map)) size += textSize(name) + valueSize(map[name]) + ELEMENT_BYTES;
  return size;
}

/** Where counting here is faster than calling out. */
const SHORT_LENGTH = 24;

/** Bytes of UTF-8. */
export function textSize(text: string): number {
  const { length } = text;
  if (length > SHORT_LENGTH) return Buffer.byteLength(text);
  for (let at = 0; at < length; at++) if (text.charCodeAt(at) > 0x7f) return Buffer.byteLength(text);
  return length;
}
