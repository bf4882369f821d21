/**
 * An item as the store keeps it: two bytes of codec and version, four of its size as DynamoDB counts it, then the JSON
 * that goes onto the wire, so that it is read without being written anew.
 */
import { CorruptRecordError } from '../../../storage/record.ts';
import { equalValues } from '../values/compare.ts';
import { decodeItem, encodeItem } from '../values/item-json.ts';
import type { Item } from '../values/value.ts';

const ITEM_CODEC = 2;
const VERSION = 1;
const HEADER_BYTES = 6;

export class StoredItem {
  /** As it is stored. */
  readonly record: Uint8Array;
  /** As DynamoDB counts it. */
  readonly sizeBytes: number;
  readonly #buffer: Buffer;
  #item: Item | undefined;

  /** `item`: where it is known already. Throws CorruptRecordError. */
  constructor(record: Uint8Array, item?: Item) {
    if (record[0] !== ITEM_CODEC || record[1] !== VERSION)
      throw new CorruptRecordError('dynamodb.item', 'unknown codec');
    this.record = record;
    this.#buffer = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
    this.sizeBytes = this.#buffer.readUInt32BE(2);
    this.#item = item;
  }

  /** What the wire says of it. */
  get json(): string {
    return this.#buffer.toString('utf8', HEADER_BYTES);
  }

  /** The same in UTF-8, as it is stored. */
  get jsonBytes(): Uint8Array {
    return this.#buffer.subarray(HEADER_BYTES);
  }

  get item(): Item {
    return (this.#item ??= decodeItem(this.json));
  }
}

/** Of a checked item (values/check-value.ts). */
export function storeItem(item: Item, sizeBytes: number): StoredItem {
  const text = encodeItem(item);
  const record = Buffer.allocUnsafe(HEADER_BYTES + Buffer.byteLength(text));
  record[0] = ITEM_CODEC;
  record[1] = VERSION;
  record.writeUInt32BE(sizeBytes, 2);
  record.write(text, HEADER_BYTES);
  return new StoredItem(record, item);
}

/** Whatever the order of attributes and of members of sets: both are canonical, so that equal ones are equally long. */
export function sameItem(one: StoredItem, other: StoredItem): boolean {
  if (one.record.length !== other.record.length || one.sizeBytes !== other.sizeBytes) return false;
  return Buffer.compare(one.record, other.record) === 0 || equalValues({ M: one.item }, { M: other.item });
}
