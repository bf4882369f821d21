/** Runs a SELECT: partition after partition, or over everything, a page at a time. */
import { Consumed } from '../capacity/consumed.ts';
import { readUnits } from '../capacity/units.ts';
import { invalidValues, validationError } from '../errors.ts';
import { matchKey } from '../expressions/key-condition.ts';
import { PAGE_BYTES_MAX } from '../limits.ts';
import type { ExecuteStatementInput, ExecuteStatementOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import type { BoundStatement } from '../partiql/bind.ts';
import { planSelect, type SelectPlan } from '../partiql/plan.ts';
import type { Select } from '../partiql/statement.ts';
import { allOf, type Bounds, boundsOf } from '../reads/bounds.ts';
import { type Page, readPage } from '../reads/page.ts';
import { type Source, sourceOf } from '../reads/source.ts';
import { isWithin, keyOfLast, startAfter } from '../reads/start-key.ts';
import { requireTable } from '../tables/cache.ts';
import type { Table } from '../tables/table.ts';
import type { Item } from '../values/value.ts';
import { requireSingleKeys } from './read-item.ts';
import { decodePosition, encodePosition, invalidToken, type Position, START } from './position.ts';

export async function executeSelect(
  ctx: DynamodbContext,
  input: ExecuteStatementInput,
  select: Select,
  bound: BoundStatement,
): Promise<ExecuteStatementOutput> {
  const table = await requireTable(ctx, select.source.table);
  checkIndex(table, select, input.ConsistentRead ?? false);
  const { source, plan } = planOf(table, select, bound);
  const bounds = boundsOfPlan(source, plan);
  const start = input.NextToken === undefined ? START : decodePosition(input, input.NextToken);
  const consumed = new Consumed(select.source.table);
  const { items, next } = await read(ctx, { input, source, plan, bounds, start, consumed });
  const capacity = consumed.answer(input.ReturnConsumedCapacity);
  return {
    Items: items,
    ...(next && { NextToken: encodePosition(input, next) }),
    ...(next?.last && { LastEvaluatedKey: next.last }),
    ...(capacity && { ConsumedCapacity: capacity }),
  };
}

/** In other words than Query has (paritysuite's partiql.test.ts and partiqlMultiAttributeIndex.test.ts, 2026-10). */
function checkIndex(table: Table, select: Select, consistent: boolean): void {
  const name = select.source.index;
  if (name === undefined) return;
  const index = table.indexByName.get(name);
  if (!index) throw validationError('The table does not have the specified index');
  requireSingleKeys(select, table);
  if (consistent && index.kind === 'global') {
    throw validationError('Strongly consistent read is not supported on Global Secondary Indexes');
  }
}

function planOf(
  table: Table,
  select: Select,
  bound: BoundStatement,
): { readonly source: Source; readonly plan: SelectPlan } {
  const index = select.source.index === undefined ? undefined : table.indexByName.get(select.source.index);
  const key = index ? [...index.hash, ...index.range] : table.range ? [table.hash, table.range] : [table.hash];
  const plan = planSelect(select, bound, key);
  const missing = plan.filter?.attributes.filter((name) => index?.projected && !index.projected.has(name)) ?? [];
  if (index && missing.length > 0) {
    throw invalidValues(
      `Secondary index ${index.name} does not project one or more filter attributes: [${missing.join(', ')}]`,
    );
  }
  const projection = plan.columns && { project: plan.project, attributes: plan.columns };
  const source = sourceOf(table, { IndexName: select.source.index }, { filter: plan.filter, projection });
  return { source, plan };
}

/** Of each partition, or of all that there is. */
function boundsOfPlan({ table, index, keys }: Source, { partitions }: SelectPlan): readonly Bounds[] {
  const prefix = index?.key ?? table.items;
  if (!partitions) return [allOf(prefix)];
  return partitions.map((terms) => boundsOf(prefix, matchKey(terms, keys)));
}

interface Reading {
  readonly input: ExecuteStatementInput;
  readonly source: Source;
  readonly plan: SelectPlan;
  readonly bounds: readonly Bounds[];
  readonly start: Position;
  readonly consumed: Consumed;
}

/** Stops where one page of a query would, whatever the number of partitions. */
async function read(
  ctx: DynamodbContext,
  { input, source, plan, bounds, start, consumed }: Reading,
): Promise<{ readonly items: Item[]; readonly next: Position | undefined }> {
  const items: Item[] = [];
  let scanned = 0;
  let sizeBytes = 0;
  let { last } = start;
  for (let partition = start.partition; partition < bounds.length; partition++) {
    const stretch = bounds[partition];
    if (!stretch) break;
    const after = last && startAfter(source, last);
    if (after && !isWithin(stretch, after)) throw invalidToken();
    const limit = input.Limit === undefined ? undefined : input.Limit - scanned;
    const request = { source, bounds: stretch, after, reverse: plan.descending, limit, filter: plan.filter };
    const page = await readPage(ctx, request);
    for (const { item } of page.matched) items.push(plan.project(item));
    count(consumed, source, page, input.ConsistentRead ?? false);
    scanned += page.scanned;
    sizeBytes += page.sizeBytes;
    if (page.last) return { items, next: { partition, last: keyOfLast(source, page.last.item) } };
    last = undefined;
    const isFull = sizeBytes >= PAGE_BYTES_MAX || (input.Limit !== undefined && scanned >= input.Limit);
    if (isFull && partition + 1 < bounds.length) return { items, next: { partition: partition + 1, last } };
  }
  return { items, next: undefined };
}

function count(consumed: Consumed, { index }: Source, { sizeBytes, fetchedBytes }: Page, consistent: boolean): void {
  consumed.read(readUnits(sizeBytes, consistent), index);
  for (const bytes of fetchedBytes) consumed.read(readUnits(bytes, consistent));
}
