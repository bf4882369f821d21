/** What a query or a scan reads: the table or one of its indexes, and what of the items it wants. */
import { invalidValues, validationError } from '../errors.ts';
import type { Projection } from '../expressions/projection.ts';
import type { Predicate } from '../expressions/condition.ts';
import type { QueryInput } from '../model.ts';
import type { Index, Table } from '../tables/table.ts';
import type { KeyAttribute } from '../values/keys.ts';

type SelectInput = Pick<QueryInput, 'Select' | 'AttributesToGet' | 'ProjectionExpression' | 'IndexName'>;

/** Throws ValidationException, without a look at the table. */
export function checkSelect(input: SelectInput): void {
  const { Select: select, AttributesToGet: names, ProjectionExpression: text, IndexName: index } = input;
  const member = text === undefined ? 'AttributesToGet' : 'ProjectionExpression';
  const named = text !== undefined || names !== undefined;
  if (select === 'SPECIFIC_ATTRIBUTES') {
    if (named) return;
    throw validationError(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
  if (select !== undefined && named) {
    throw validationError(
      `Cannot specify the ${member} when choosing to get ${select === 'COUNT' ? 'only the Count' : select}`,
    );
  }
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && index === undefined)
    throw validationError('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
}

export interface Source {
  readonly table: Table;
  readonly index: Index | undefined;
  /** Of the index or the table, HASH first. */
  readonly keys: readonly KeyAttribute[];
  /** What LastEvaluatedKey holds: the keys of the table and of the index. */
  readonly startKeys: readonly KeyAttribute[];
  /** A local index that lacks attributes that are asked for: the items are read from the table. */
  readonly fetches: boolean;
}

interface Wanted {
  readonly filter: Predicate | undefined;
  readonly projection: Projection | undefined;
}

/** Throws ValidationException. */
export function sourceOf(
  table: Table,
  input: SelectInput & { readonly ConsistentRead?: boolean | undefined },
  wanted: Wanted,
): Source {
  const tableKeys = table.range ? [table.hash, table.range] : [table.hash];
  const { IndexName: name } = input;
  if (name === undefined) return { table, index: undefined, keys: tableKeys, startKeys: tableKeys, fetches: false };
  const index = table.indexByName.get(name);
  if (!index) throw validationError(`The table does not have the specified index: ${name}`);
  if (index.kind === 'global' && input.ConsistentRead)
    throw validationError('Consistent reads are not supported on global secondary indexes');
  if (!index.active) throw validationError(`Cannot read from backfilling global secondary index: ${name}`);
  const keys = [...index.hash, ...index.range];
  const startKeys = [...tableKeys, ...keys.filter((key) => !tableKeys.some((other) => other.name === key.name))];
  return { table, index, keys, startKeys, fetches: fetches(index, input, wanted) };
}

function fetches(index: Index, { Select: select }: SelectInput, { filter, projection }: Wanted): boolean {
  const { projected, name, kind } = index;
  if (!projected) return false;
  if (select === 'ALL_ATTRIBUTES') {
    if (kind === 'local') return true;
    throw invalidValues(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${name} because its projection type is not ALL`,
    );
  }
  const missing = (projection?.attributes ?? []).filter((attribute) => !projected.has(attribute));
  if (kind === 'local')
    return [...missing, ...(filter?.attributes ?? [])].some((attribute) => !projected.has(attribute));
  if (missing.length > 0)
    throw invalidValues(`Global secondary index ${name} does not project [${missing.join(', ')}]`);
  return false;
}
