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
  requireSingleKeys(select, table);
  const keys: readonly KeyAttribute[] = table.range ? [table.hash, table.range] : [table.hash];
  const found = itemOf(select.where, bound, keys);
  const { project } = planSelect(select, bound, keys);
  if (!found || found.condition || select.source.index !== undefined) {
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

/** Throws ValidationException (paritysuite's partiqlMultiAttributeIndex.test.ts, AWS, 2026-10). */
export function requireSingleKeys({ source }: Select, table: Table): void {
  const index = source.index === undefined ? undefined : table.indexByName.get(source.index);
  if (!index || (index.hash.length === 1 && index.range.length < 2)) return;
  throw validationError(
    'PartiQL statements cannot be executed on tables with multi-attribute HASH keys or multi-attribute RANGE keys.',
  );
}
