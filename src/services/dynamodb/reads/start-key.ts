/** ExclusiveStartKey and LastEvaluatedKey: the keys of the table and, in an index, those of the index. */
import { encodeKey } from '../../../storage/key.ts';
import type { Key } from '../../../storage/store.ts';
import { validationError } from '../errors.ts';
import { entryKey, placeOf } from '../items/keys.ts';
import { checkValue } from '../values/check-value.ts';
import { attributeOf, type Item, typeOf } from '../values/value.ts';
import type { Bounds } from './bounds.ts';
import type { Source } from './source.ts';

const INVALID = 'The provided starting key is invalid';

/** Where the entry of that key lies. Throws ValidationException. */
export function startAfter({ table, index, startKeys }: Source, start: Item): Key {
  for (const name of Object.keys(start)) checkStart(() => void checkValue(start[name]));
  if (Object.keys(start).length !== startKeys.length)
    throw validationError(index ? INVALID : "Exclusive Start Key must have same size as table's key schema");
  for (const { name, type } of startKeys) {
    const value = attributeOf(start, name);
    if (!value || typeOf(value) !== type)
      throw validationError(`${INVALID}: The provided key element does not match the schema`);
  }
  const place = placeOf(table, start);
  if (!index) return place.key;
  const key = entryKey(table, index, start, place);
  if (!key) throw validationError(INVALID);
  return key;
}

/** What is wrong with a value is said of the starting key. */
function checkStart(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw validationError(`${INVALID}: ${(error as Error).message}`);
  }
}

export function isWithin({ start, end }: Bounds, key: Key): boolean {
  const bytes = encodeKey(key);
  return Buffer.compare(bytes, encodeKey(start)) >= 0 && Buffer.compare(bytes, encodeKey(end)) < 0;
}

export function keyOfLast({ startKeys }: Source, item: Item): Item {
  const found: Record<string, Item[string]> = {};
  for (const { name } of startKeys) {
    const value = attributeOf(item, name);
    if (value) found[name] = value;
  }
  return found;
}
