/** When an item expires, as its table's time to live has it: noted in the commit that writes the item. */
import type { Key } from '../../../storage/store.ts';
import type { TableRecord } from '../store.ts';
import { EXPIRY_MARK, ttlKeys } from '../store-ttl.ts';
import { attributeOf, type Item } from '../values/value.ts';
import type { ItemChange } from './changes.ts';

/** Past this (the year 9999) nothing ever expires: milliseconds that were taken for seconds, for one. */
const SECONDS_MAX = 253_402_300_799;

export interface ExpiryChange {
  readonly deletes: readonly Key[];
  readonly sets: readonly { readonly key: Key; readonly value: Uint8Array }[];
}

const NONE: ExpiryChange = { deletes: [], sets: [] };

export function expiryChange({ table, key, before, after }: ItemChange): ExpiryChange {
  const { record, items } = table;
  const { ttl } = record;
  if (!ttl) return NONE;
  const old = before && expirySeconds(before.item, ttl.attribute);
  const now = after && expirySeconds(after.item, ttl.attribute);
  if (old === now) return NONE;
  const place = key.key.slice(items.length);
  return {
    deletes: old === undefined ? [] : [expiryKey(record, ttl.id, old, place)],
    sets: now === undefined ? [] : [{ key: expiryKey(record, ttl.id, now, place), value: EXPIRY_MARK }],
  };
}

/** `place`: the item's key below its table's. */
export function expiryKey(table: TableRecord, ttlId: string, seconds: number, place: Key): Key {
  return [...ttlKeys.expiries(table, ttlId), BigInt(seconds), ...place];
}

/** Whole seconds since the epoch; undefined where the attribute is no number, or no time. */
export function expirySeconds(item: Item, attribute: string): number | undefined {
  const text = attributeOf(item, attribute)?.N;
  if (text === undefined) return undefined;
  const seconds = Math.floor(Number(text));
  return seconds >= 0 && seconds <= SECONDS_MAX ? seconds : undefined;
}
