/** What the requests that write one item ask for, alone, in batches and in transactions. */
import { invalidValues } from '../errors.ts';
import { Placeholders } from '../expressions/placeholders.ts';
import type { Update } from '../expressions/update.ts';
import type { Table } from '../tables/table.ts';
import { checkItem, requireItemSize, requireUpdatedItemSize } from '../values/check-value.ts';
import { itemSize } from '../values/size.ts';
import type { Item } from '../values/value.ts';
import { type ConditionalInput, type Requirement, requirementOf } from './condition.ts';
import { checkIndexKeys, checkUpdatedIndexKeys } from './index-entries.ts';
import { type ItemKey, keyOfItem, keyOfKey } from './keys.ts';
import { type StoredItem, storeItem } from './stored.ts';

export interface ItemWrite {
  readonly tableName: string;
  /** Throws where the key is not the table's. */
  keyOf(table: Table): ItemKey;
  /**
   * What the item becomes, undefined for gone; throws where a condition does not hold. May be called again, and changes
   * nothing but by what it returns.
   */
  decide(before: StoredItem | undefined, table: Table): StoredItem | undefined;
}

/** Of a checked item. */
export function putOf(tableName: string, item: Item, sizeBytes: number, require: Requirement = NOTHING): ItemWrite {
  let stored: StoredItem | undefined;
  return {
    tableName,
    keyOf(table) {
      const key = keyOfItem(table, item);
      checkIndexKeys(table, item);
      requireItemSize(sizeBytes);
      return key;
    },
    decide(before) {
      require(before);
      return (stored ??= storeItem(item, sizeBytes));
    },
  };
}

/** Of a checked key. */
export function deleteOf(tableName: string, key: Item, require: Requirement = NOTHING): ItemWrite {
  return {
    tableName,
    keyOf: (table) => keyOfKey(table, key),
    decide(before) {
      require(before);
      return undefined;
    },
  };
}

/** Of a checked key. Without an update it makes an item of the key alone, where there is none. */
export function updateOf(
  tableName: string,
  key: Item,
  update: Update | undefined,
  require: Requirement = NOTHING,
): ItemWrite {
  return {
    tableName,
    keyOf(table) {
      const found = keyOfKey(table, key);
      for (const name of update?.writes ?? []) {
        if (name === table.hash.name || name === table.range?.name)
          throw invalidValues(`Cannot update attribute ${name}. This attribute is part of the key`);
      }
      return found;
    },
    decide(before, table) {
      require(before);
      if (!update) return before ?? storeItem(key, itemSize(key));
      const item = update.apply(before?.item ?? key);
      if (!before && update.onlyRemoves) return undefined;
      checkUpdatedIndexKeys(table, item, update.writes);
      const sizeBytes = itemSize(item);
      requireUpdatedItemSize(sizeBytes);
      return storeItem(item, sizeBytes);
    },
  };
}

/** A condition that changes nothing. */
export function checkOf(tableName: string, key: Item, require: Requirement): ItemWrite {
  return {
    tableName,
    keyOf: (table) => keyOfKey(table, key),
    decide(before) {
      require(before);
      return before;
    },
  };
}

const NOTHING: Requirement = () => {};

/** The forms that Put, Delete and ConditionCheck have in transactions, and the operations of these names share. */
export function putRequest(input: ConditionalInput & { readonly TableName: string; readonly Item: Item }): ItemWrite {
  const placeholders = new Placeholders(input);
  const require = requirementOf(input, placeholders);
  placeholders.requireAllUsed();
  return putOf(input.TableName, input.Item, checkItem(input.Item), require);
}

interface KeyedInput extends ConditionalInput {
  readonly TableName: string;
  readonly Key: Item;
}

export function deleteRequest(input: KeyedInput): ItemWrite {
  const placeholders = new Placeholders(input);
  const require = requirementOf(input, placeholders);
  placeholders.requireAllUsed();
  checkItem(input.Key);
  return deleteOf(input.TableName, input.Key, require);
}

export function checkRequest(input: KeyedInput): ItemWrite {
  const placeholders = new Placeholders(input);
  const require = requirementOf(input, placeholders);
  placeholders.requireAllUsed();
  checkItem(input.Key);
  return checkOf(input.TableName, input.Key, require);
}
