/** SELECTs that name one item by its whole key, as batches and transactions take them. */
import { validationError } from '../errors.ts';
import { type ItemKey, keyOfKey } from '../items/keys.ts';
import { StoredItem } from '../items/stored.ts';
import type { BoundStatement } from '../partiql/bind.ts';
import { planSelect } from '../partiql/plan.ts';
import type { Select } from '../partiql/statement.ts';
import { itemOf } from '../partiql/where.ts';
import type { Table } from '../tables/table.ts';
import type { Entry } from '../../../storage/store.ts';
import type { KeyAttribute } from '../values/keys.ts';
import type { Item } from '../values/value.ts';

export interface ItemRead {
  readonly key: ItemKey;
  /** What the statement answers of what is there. */
  answer(entry: Entry | undefined): { readonly item: Item | undefined; readonly sizeBytes: number };
}

/** `operation` is what its message says. Throws ValidationException. */
export function itemRead(operation: string, select: Select, bound: BoundStatement, table: Table): ItemRead {
  const { index } = select.source;
  const multiple = index === undefined ? undefined : table.indexByName.get(index);
  if (multiple && (multiple.hash.length > 1 || multiple.range.length > 1)) {
    throw validationError(
      'PartiQL statements cannot be executed on tables with multi-attribute HASH keys or multi-attribute RANGE keys.',
    );
  }
  const keys: readonly KeyAttribute[] = table.range ? [table.hash, table.range] : [table.hash];
  const found = itemOf(select.where, bound, keys);
  const { project } = planSelect(select, bound, keys);
  if (!found || index !== undefined || found.condition) {
    throw validationError(`Select statements within ${operation} must specify the primary key in the where clause.`);
  }
  return {
    key: keyOfKey(table, found.key),
    answer(entry) {
      const stored = entry && new StoredItem(entry.value);
      return { item: stored && project(stored.item), sizeBytes: stored?.sizeBytes ?? 0 };
    },
  };
}
