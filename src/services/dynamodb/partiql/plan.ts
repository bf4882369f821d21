/** What a bound statement does to a table whose key is known. Throws ValidationException. */
import { validationError } from '../errors.ts';
import type { Predicate } from '../expressions/condition.ts';
import type { KeyTerm } from '../expressions/key-condition.ts';
import { compilePath } from '../expressions/path.ts';
import { bindUpdate, compileActions, type Update } from '../expressions/update.ts';
import { checkItem } from '../values/check-value.ts';
import { compareValues } from '../values/compare.ts';
import type { KeyAttribute } from '../values/keys.ts';
import { type Item, setMember } from '../values/value.ts';
import { type BoundStatement, memberValues } from './bind.ts';
import type { Column, DeleteStatement, Insert, OrderTerm, Select, UpdateStatement } from './statement.ts';
import { type ItemCondition, partitionsOf, predicateOf, requireItem } from './where.ts';

export interface SelectPlan {
  /** Terms for matchKey, a list for each partition; undefined where all of them are scanned. */
  readonly partitions: readonly (readonly KeyTerm[])[] | undefined;
  readonly filter: Predicate | undefined;
  /** What goes into the answer. */
  readonly project: (item: Item) => Item;
  /** Top-level attributes of the columns, undefined for all. */
  readonly columns: readonly string[] | undefined;
  readonly descending: boolean;
}

export function planSelect(select: Select, bound: BoundStatement, key: readonly KeyAttribute[]): SelectPlan {
  const { where, columns } = select;
  const partitions = partitionsOf(where, bound.values, key);
  return {
    partitions: ordered(partitions, select, key),
    filter: where && predicateOf(where, bound.values),
    project: columns ? projectColumns(columns) : (item) => item,
    columns: columns && [...new Set(columns.map(({ path }) => path[0]))],
    descending: select.orderBy.find(({ attribute }) => attribute === key[1]?.name)?.descending ?? false,
  };
}

function projectColumns(columns: readonly Column[]): (item: Item) => Item {
  const reads = columns.map(({ path, name }) => ({ name, read: compilePath(path) }));
  return (item) => {
    const answer: Record<string, NonNullable<Item[string]>> = {};
    for (const { name, read } of reads) {
      const value = read(item);
      if (value) setMember(answer, name, value);
    }
    return answer;
  };
}

/** ORDER BY goes by the key: partitions after one another, or within one. */
function ordered(
  partitions: SelectPlan['partitions'],
  { orderBy, where }: Select,
  key: readonly KeyAttribute[],
): SelectPlan['partitions'] {
  if (orderBy.length === 0) return partitions;
  if (!where) throw validationError('Must have WHERE clause in the statement when using ORDER BY clause.');
  if (!partitions) {
    throw validationError(
      'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
    );
  }
  for (const { attribute } of orderBy) requireKeyAttribute(attribute, key);
  if (partitions.length < 2) return partitions;
  return sortPartitions(partitions, orderBy, key);
}

function requireKeyAttribute(attribute: string, key: readonly KeyAttribute[]): void {
  if (key.some(({ name }) => name === attribute)) return;
  throw validationError(`Variable reference ${attribute} in ORDER BY clause must be part of the primary key`);
}

function sortPartitions(
  partitions: NonNullable<SelectPlan['partitions']>,
  [first]: readonly OrderTerm[],
  [hash]: readonly KeyAttribute[],
): NonNullable<SelectPlan['partitions']> {
  if (!first || first.attribute !== hash?.name) {
    throw validationError('ORDER BY the sort key over several partitions is not supported by Virga.');
  }
  const sign = first.descending ? -1 : 1;
  return partitions.toSorted((a, b) => sign * comparePartitions(a, b));
}

function comparePartitions(a: readonly KeyTerm[], b: readonly KeyTerm[]): number {
  const [one] = a[0]?.values ?? [];
  const [other] = b[0]?.values ?? [];
  return one && other ? (compareValues(one, other) ?? 0) : 0;
}

export interface InsertPlan {
  readonly item: Item;
  readonly sizeBytes: number;
}

export function planInsert({ members }: Insert, { parameters }: BoundStatement): InsertPlan {
  const item = memberValues(members, parameters);
  return { item, sizeBytes: checkItem(item) };
}

export interface UpdatePlan extends ItemCondition {
  readonly update: Update;
}

export function planUpdate(
  { where, actions }: UpdateStatement,
  bound: BoundStatement,
  key: readonly KeyAttribute[],
): UpdatePlan {
  const update = bindUpdate(compileActions(actions), bound.statement.attributes, bound.values);
  return { ...requireItem(where, bound, key), update };
}

export function planDelete(
  { where }: DeleteStatement,
  bound: BoundStatement,
  key: readonly KeyAttribute[],
): ItemCondition {
  return requireItem(where, bound, key);
}
