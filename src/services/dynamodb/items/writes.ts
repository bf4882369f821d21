/** What the requests that write one item ask for, alone, in batches and in transactions. */
import { invalidValues } from '../errors.ts';
import type { DeleteRequest, PutRequest, UpdateRequest } from '../inputs/writes.ts';
import type { Table } from '../tables/table.ts';
import { requireUpdatedItemSize } from '../values/check-value.ts';
import { itemSize } from '../values/size.ts';
import { requireCondition, type ShownOnFailure } from './condition.ts';
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

interface Target {
  readonly TableName: string;
  readonly ReturnValuesOnConditionCheckFailure?: ShownOnFailure;
}

export function putWrite(
  { TableName: tableName, ReturnValuesOnConditionCheckFailure: shown }: Target,
  { item, sizeBytes, condition }: PutRequest,
): ItemWrite {
  let stored: StoredItem | undefined;
  return {
    tableName,
    keyOf(table) {
      const key = keyOfItem(table, item);
      checkIndexKeys(table, item);
      return key;
    },
    decide(before) {
      requireCondition(condition, before, shown);
      return (stored ??= storeItem(item, sizeBytes));
    },
  };
}

export function deleteWrite(
  { TableName: tableName, ReturnValuesOnConditionCheckFailure: shown }: Target,
  { key, condition }: DeleteRequest,
): ItemWrite {
  return {
    tableName,
    keyOf: (table) => keyOfKey(table, key),
    decide(before) {
      requireCondition(condition, before, shown);
      return undefined;
    },
  };
}

/** A condition that changes nothing. */
export function checkWrite(
  { TableName: tableName, ReturnValuesOnConditionCheckFailure: shown }: Target,
  { key, condition }: DeleteRequest,
): ItemWrite {
  return {
    tableName,
    keyOf: (table) => keyOfKey(table, key),
    decide(before) {
      requireCondition(condition, before, shown);
      return before;
    },
  };
}

export function updateWrite(
  { TableName: tableName, ReturnValuesOnConditionCheckFailure: shown }: Target,
  { key, update, condition }: UpdateRequest,
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
      requireCondition(condition, before, shown);
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
