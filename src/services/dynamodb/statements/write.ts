/** INSERT, UPDATE and DELETE as writes of one item, and EXISTS as a condition in a transaction. */
import { validationError } from '../errors.ts';
import type { Predicate } from '../expressions/condition.ts';
import type { IndexedChange } from '../items/changes.ts';
import type { ShownOnFailure } from '../items/condition.ts';
import { checkWrite, deleteWrite, type ItemWrite, putWrite, updateWrite } from '../items/writes.ts';
import { DuplicateItemException } from '../model.ts';
import type { BoundStatement } from '../partiql/bind.ts';
import { planDelete, planInsert, planUpdate } from '../partiql/plan.ts';
import type { DeleteStatement, Insert, Select, UpdateStatement } from '../partiql/statement.ts';
import { type ItemCondition, itemOf } from '../partiql/where.ts';
import type { Table } from '../tables/table.ts';
import { requireItemSize } from '../values/check-value.ts';
import type { KeyAttribute } from '../values/keys.ts';
import type { Item } from '../values/value.ts';

export type WriteBody = Insert | UpdateStatement | DeleteStatement;

/** Throws ValidationException. */
export function statementWrite(body: WriteBody, bound: BoundStatement, shown?: ShownOnFailure): ItemWrite {
  if (body.source.index !== undefined) throw validationError('Only SELECT statements can name an index');
  const target = { TableName: body.source.table, ReturnValuesOnConditionCheckFailure: shown };
  switch (body.kind) {
    case 'insert':
      return insertWrite(target, body, bound);
    case 'update':
      return planned(target, (table) => {
        const { key, condition, update } = planUpdate(body, bound, keysOf(table));
        return updateWrite(target, { key, update, condition: ofExisting(condition) });
      });
    case 'delete':
      return planned(target, (table) => deleteWrite(target, planDelete(body, bound, keysOf(table))));
  }
}

/** `EXISTS(SELECT …)`. */
export function existsWrite(select: Select, bound: BoundStatement, shown?: ShownOnFailure): ItemWrite {
  const target = { TableName: select.source.table, ReturnValuesOnConditionCheckFailure: shown };
  return planned(target, (table) => {
    const { key, condition } = requireExists(select, bound, table);
    return checkWrite(target, { key, condition: ofExisting(condition) });
  });
}

/** Throws ValidationException where it is no condition on one item. */
export function requireExists(select: Select, bound: BoundStatement, table: Table): ItemCondition {
  const found = itemOf(select.where, bound, keysOf(table));
  if (found?.condition) return found;
  throw validationError('EXISTS() must contain a single item read with additional condition');
}

interface Target {
  readonly TableName: string;
  readonly ReturnValuesOnConditionCheckFailure?: ShownOnFailure;
}

function insertWrite(target: Target, body: Insert, bound: BoundStatement): ItemWrite {
  const { item, sizeBytes } = planInsert(body, bound);
  requireItemSize(sizeBytes);
  const write = putWrite(target, { item, sizeBytes, condition: undefined });
  return {
    ...write,
    decide(before, table) {
      if (before) throw new DuplicateItemException('Duplicate primary key exists in table');
      return write.decide(before, table);
    },
  };
}

/** Which item it is, the table's key has to say. */
function planned({ TableName: tableName }: Target, plan: (table: Table) => ItemWrite): ItemWrite {
  let write: ItemWrite | undefined;
  return {
    tableName,
    keyOf(table) {
      write = plan(table);
      return write.keyOf(table);
    },
    decide(before, table) {
      return (write ?? plan(table)).decide(before, table);
    },
  };
}

function keysOf({ hash, range }: Table): readonly KeyAttribute[] {
  return range ? [hash, range] : [hash];
}

/** UPDATE makes no items (paritysuite's whereFunctions.test.ts, AWS, 2026-10). */
function ofExisting(condition: Predicate | undefined): Predicate {
  return {
    test: (item) => item !== undefined && (!condition || condition.test(item)),
    attributes: condition?.attributes ?? [],
  };
}

/** What RETURNING asks for; undefined where there is none of it. */
export function returnedItem(body: WriteBody, bound: BoundStatement, change: IndexedChange): Item | undefined {
  if (body.kind === 'insert' || body.returning === undefined) return undefined;
  const stored = body.returning.endsWith('OLD') ? change.before : change.after;
  if (!stored || body.returning.startsWith('ALL')) return stored?.item;
  if (body.kind !== 'update') return undefined;
  const part = planUpdate(body, bound, keysOf(change.table)).update.updatedPart(stored.item);
  return Object.keys(part).length > 0 ? part : undefined;
}
