/** What a change of an item changes in the table's indexes. */
import type { Key } from '../../../storage/store.ts';
import { invalidValues, validationError } from '../errors.ts';
import type { Index, Table } from '../tables/table.ts';
import { type KeyAttribute, requireKeySize } from '../values/keys.ts';
import { itemSize } from '../values/size.ts';
import { attributeOf, type Item, typeOf } from '../values/value.ts';
import { entryKey, type ItemKey } from './keys.ts';
import { storeItem, type StoredItem } from './stored.ts';

export interface Entry {
  readonly key: Key;
  readonly stored: StoredItem;
}

export interface EntryChange {
  readonly index: Index;
  readonly before: Entry | undefined;
  readonly after: Entry | undefined;
}

/** Throws where an attribute that is a key of an index is of another type than its, empty or too long. */
export function checkIndexKeys({ indexes }: Table, item: Item): void {
  for (const index of indexes) {
    for (const attribute of [...index.hash, ...index.range]) {
      checkIndexKey(index, attribute, item, (what) => {
        const where = `IndexName: ${index.name}, IndexKey: ${attribute.name}`;
        return `A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${what} value. ${where}`;
      });
    }
  }
}

/** The same of an update, in other words, and of what it writes alone. */
export function checkUpdatedIndexKeys({ indexes }: Table, item: Item, writes: readonly string[]): void {
  for (const index of indexes) {
    for (const attribute of [...index.hash, ...index.range]) {
      if (!writes.includes(attribute.name)) continue;
      checkIndexKey(index, attribute, item, (what) => {
        return `The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty ${what} value.`;
      });
    }
  }
}

function checkIndexKey(index: Index, attribute: KeyAttribute, item: Item, empty: (what: string) => string): void {
  const value = attributeOf(item, attribute.name);
  if (!value) return;
  const type = typeOf(value);
  if (type !== attribute.type) {
    throw invalidValues(
      `Type mismatch for Index Key ${attribute.name} Expected: ${attribute.type} Actual: ${type} IndexName: ${index.name}`,
    );
  }
  if (value.S === '' || value.B?.length === 0) {
    const what = value.S === undefined ? 'binary' : 'string';
    throw validationError(`One or more parameter values are not valid. ${empty(what)}`);
  }
  requireKeySize(attribute, value);
}

/** Those of the indexes in which something changes. */
export function entryChanges(
  table: Table,
  key: ItemKey,
  before: StoredItem | undefined,
  after: StoredItem | undefined,
): EntryChange[] {
  return table.indexes.flatMap((index) => {
    const old = before && entryOf(table, index, key, before);
    const now = after && entryOf(table, index, key, after);
    if (!old && !now) return [];
    if (old && now && sameKey(old.key, now.key) && Buffer.compare(old.stored.record, now.stored.record) === 0)
      return [];
    return [{ index, before: old, after: now }];
  });
}

export function entryOf(table: Table, index: Index, itemKey: ItemKey, stored: StoredItem): Entry | undefined {
  const key = entryKey(table, index, stored.item, itemKey);
  return key && { key, stored: projected(index, stored) };
}

function projected({ projected: names }: Index, stored: StoredItem): StoredItem {
  if (!names) return stored;
  const item = Object.fromEntries(Object.entries(stored.item).filter(([name]) => names.has(name)));
  return storeItem(item, itemSize(item));
}

export function sameKey(one: Key, other: Key): boolean {
  return one.length === other.length && one.every((part, at) => samePart(part, other[at]));
}

function samePart(one: Key[number], other: Key[number] | undefined): boolean {
  if (one instanceof Uint8Array && other instanceof Uint8Array) return Buffer.compare(one, other) === 0;
  return one === other;
}
