/** Where items and index entries lie: by the hash of their hash key, then by their sort key in DynamoDB's order. */
import { hash as digest } from 'node:crypto';
import type { Key, KeyPart } from '../../../storage/store.ts';
import { invalidValues, validationError } from '../errors.ts';
import type { Index, Table } from '../tables/table.ts';
import { type KeyAttribute, keyBytes, requireKeySize } from '../values/keys.ts';
import { HASH_KEY_MAX_BYTES, RANGE_KEY_MAX_BYTES } from '../values/limits.ts';
import { textSize } from '../values/size.ts';
import { type AttributeValue, attributeOf, type Item, typeOf } from '../values/value.ts';

export interface ItemKey {
  /** Of the hash key: the order of scans. */
  readonly hash: Uint8Array;
  readonly key: Key;
}

const HASH_BYTES = 16;

/** Of an item that is to be kept. Throws where its key is missing or of another type. */
export function keyOfItem(table: Table, item: Item): ItemKey {
  for (const attribute of tableKeys(table)) {
    const value = attributeOf(item, attribute.name);
    if (!value) throw invalidValues(`Missing the key ${attribute.name} in the item`);
    const type = typeOf(value);
    if (type !== attribute.type)
      throw invalidValues(`Type mismatch for key ${attribute.name} expected: ${attribute.type} actual: ${type}`);
    requireKeySize(attribute, value);
  }
  return placeOf(table, item);
}

/** Of a key that a caller gives. Throws where it is not exactly the table's. */
export function keyOfKey(table: Table, key: Item): ItemKey {
  const attributes = tableKeys(table);
  if (Object.keys(key).length !== attributes.length) throw wrongKey();
  for (const attribute of attributes) {
    const value = attributeOf(key, attribute.name);
    if (!value || typeOf(value) !== attribute.type) throw wrongKey();
    requireKeySize(attribute, value);
  }
  return placeOf(table, key);
}

function wrongKey(): Error {
  return validationError('The provided key element does not match the schema');
}

function tableKeys({ hash, range }: Table): readonly KeyAttribute[] {
  return range ? [hash, range] : [hash];
}

/** Of an item or a key that was checked. */
export function placeOf(table: Table, item: Item): ItemKey {
  const hash = hashOf([table.hash], item);
  const { range } = table;
  const sort = range && item[range.name];
  return { hash, key: sort ? [...table.items, hash, sortPart(sort)] : [...table.items, hash] };
}

/** 16 bytes of SHA-256 of one value's bytes; of several, each with its length before it. */
function hashOf(attributes: readonly KeyAttribute[], item: Item): Uint8Array {
  return hashOfValues(attributes.map(({ name }) => required(item, name)));
}

export function hashOfValues(hashKey: readonly AttributeValue[]): Uint8Array {
  const values = hashKey.map(keyBytes);
  const [only] = values;
  return hashOfBytes(
    only && values.length === 1 ? only : Buffer.concat(values.flatMap((bytes) => [lengthOf(bytes), bytes])),
  );
}

function lengthOf(bytes: Uint8Array): Uint8Array {
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32BE(bytes.length);
  return length;
}

function hashOfBytes(bytes: Uint8Array): Uint8Array {
  return digest('sha256', bytes, 'buffer').subarray(0, HASH_BYTES);
}

/** Texts as they are; numbers and binary as bytes. */
export function sortPart(value: AttributeValue): KeyPart {
  return value.S ?? keyBytes(value);
}

/** The entry's key, or undefined where the item lacks one of the index's attributes, or it cannot be a key. */
export function entryKey(table: Table, index: Index, item: Item, itemKey: ItemKey): Key | undefined {
  if (!hasKeys(index.hash, item) || !hasKeys(index.range, item)) return undefined;
  const sort = index.range.map(({ name }) => sortPart(required(item, name)));
  return [...index.key, hashOf(index.hash, item), ...sort, entryId(table, itemKey)];
}

/** An item that is older than the index may have anything there: AWS leaves those out as well. */
function hasKeys(attributes: readonly KeyAttribute[], item: Item): boolean {
  return attributes.every(({ name, type, role }) => {
    const value = attributeOf(item, name);
    if (!value || typeOf(value) !== type) return false;
    const size = keySize(value);
    return (size > 0 || type === 'N') && size <= (role === 'HASH' ? HASH_KEY_MAX_BYTES : RANGE_KEY_MAX_BYTES);
  });
}

function keySize({ S, B }: AttributeValue): number {
  return S === undefined ? (B?.length ?? 0) : textSize(S);
}

/** What tells entries of equal index keys apart: a hash of the item's whole key. */
function entryId(table: Table, { key, hash }: ItemKey): Uint8Array {
  const sort = key[table.items.length + 1];
  if (sort === undefined) return hash;
  return hashOfBytes(Buffer.concat([hash, typeof sort === 'string' ? Buffer.from(sort) : (sort as Uint8Array)]));
}

function required(item: Item, name: string): AttributeValue {
  const value = item[name];
  if (!value) throw new Error(`The item has no ${name}`);
  return value;
}
