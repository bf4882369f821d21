/**
 * Items as they are stored: the JSON of the wire, so that a read without a projection needs no more than these bytes.
 * Items are checked ones; binary is base64.
 */
import type { AttributeValue, Item } from './value.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export function encodeItem(item: Item): string {
  return JSON.stringify(hasBinary(item) ? writeMap(item) : item);
}

/** What encodeItem made. */
export function decodeItem(text: string): Item {
  const item = JSON.parse(text) as Item;
  // Quotes within texts are escaped: only a member called B or BS of a value looks like this.
  return text.includes('"B":"') || text.includes('"BS":["') ? readMap(item) : item;
}

/** Of what encodeItem's text was parsed to. */
export function itemOfJson(json: unknown): Item {
  const item = json as Item;
  return hasBinary(item) ? readMap(item) : item;
}

function hasBinary(map: Readonly<Record<string, AttributeValue>>): boolean {
  for (const name of Object.keys(map)) if (isBinary(map[name])) return true;
  return false;
}

function isBinary(value: AttributeValue | undefined): boolean {
  if (value === undefined || value.S !== undefined || value.N !== undefined) return false;
  if (value.B !== undefined || value.BS !== undefined) return true;
  if (value.M !== undefined) return hasBinary(value.M);
  return value.L?.some(isBinary) ?? false;
}

function writeMap(map: Readonly<Record<string, AttributeValue>>): Json {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, writeValue(value)]));
}

function writeValue(value: AttributeValue): Json {
  if (value.B !== undefined) return { B: base64(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(base64) };
  if (value.M !== undefined) return { M: writeMap(value.M) };
  if (value.L !== undefined) return { L: value.L.map(writeValue) };
  return value as Json;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

/** What JSON.parse makes of it: B and BS are still texts. */
function readMap(map: Readonly<Record<string, AttributeValue>>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, readValue(value)]));
}

function readValue(value: AttributeValue): AttributeValue {
  if (value.B !== undefined) return { B: Buffer.from(value.B as unknown as string, 'base64') };
  if (value.BS !== undefined) return { BS: value.BS.map((text) => Buffer.from(text as unknown as string, 'base64')) };
  if (value.M !== undefined) return { M: readMap(value.M) };
  if (value.L !== undefined) return { L: value.L.map(readValue) };
  return value;
}
