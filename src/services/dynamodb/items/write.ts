/** One item's change: what is there is read, what becomes of it decided, and all of it committed as one. */
import { resourceNotFound } from '../errors.ts';
import { ConditionalCheckFailedException } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { requireTable } from '../tables/cache.ts';
import { parseTableName } from '../tables/names.ts';
import type { Table } from '../tables/table.ts';
import { commitOf, type IndexedChange, withEntries, withFilledEntries } from './changes.ts';
import { storedIn } from './entries.ts';
import type { ItemKey } from './keys.ts';
import type { StoredItem } from './stored.ts';
import type { ItemWrite } from './writes.ts';

/** Resolves when it is durable. */
export async function writeItem(ctx: DynamodbContext, write: ItemWrite): Promise<IndexedChange> {
  for (;;) {
    const table = requireTable(ctx, write.tableName);
    try {
      return await writeTo(ctx, write, table instanceof Promise ? await table : table);
    } catch (error) {
      if (!(error instanceof OtherTableError)) throw error;
    }
  }
}

function writeTo(ctx: DynamodbContext, write: ItemWrite, first: Table): Promise<IndexedChange> {
  const key = write.keyOf(first);
  const tables = new TableWatch(ctx, first);
  let charged = false;
  return ctx.transact([key.key], async ([entry]) => {
    const table = tables.next() ?? (await tables.reload());
    const indexed = decideChange(ctx, write, { table, key, before: storedIn(entry) });
    const change = table.filling ? await withFilledEntries(ctx.store, indexed) : indexed;
    const { before, after } = change;
    if (!charged) ctx.parts.throttle.write(change);
    charged = true;
    if (isSame(before, after)) return { result: change };
    return { changes: commitOf([change], ctx.clock.nowMs()), result: change };
  });
}

/** What the write makes of what is there. A condition that does not hold has its price too; `times`: in a transaction. */
export function decideChange(
  { parts }: Pick<DynamodbContext, 'parts'>,
  write: ItemWrite,
  { table, key, before }: { readonly table: Table; readonly key: ItemKey; readonly before: StoredItem | undefined },
  times = 1,
): IndexedChange {
  try {
    return withEntries({ table, key, before, after: write.decide(before, table) });
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) parts.throttle.failed(table, before, times);
    throw error;
  }
}

/** Meanwhile the table was deleted and made again: what was to be written lies elsewhere. */
export class OtherTableError extends Error {}

/** The table of a transaction that is decided again because the table was changed under it. */
export class TableWatch {
  readonly #ctx: DynamodbContext;
  readonly #first: Table;
  #asked = false;

  constructor(ctx: DynamodbContext, first: Table) {
    this.#ctx = ctx;
    this.#first = first;
  }

  /** Undefined from the second time on. */
  next(): Table | undefined {
    if (this.#asked) return undefined;
    this.#asked = true;
    return this.#first;
  }

  async reload(): Promise<Table> {
    const { name, id } = this.#first.record;
    const place = parseTableName(this.#first.record, name);
    this.#ctx.parts.tables.drop(place);
    const table = await this.#ctx.parts.tables.get(place);
    if (!table) throw resourceNotFound();
    if (table.record.id !== id) throw new OtherTableError();
    return table;
  }
}

/** Nothing to commit: it is gone already, or what it was. */
export function isSame(before: StoredItem | undefined, after: StoredItem | undefined): boolean {
  if (before === after) return true;
  return before !== undefined && after !== undefined && Buffer.compare(before.record, after.record) === 0;
}
