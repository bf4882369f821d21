/**
 * Tables held compiled in memory, so that an operation on items decodes no record. Whoever changes a record drops it
 * here before it answers; commits that write items check the record's version besides.
 */
import type { Store } from '../../../storage/store.ts';
import { resourceNotFound } from '../errors.ts';
import { CACHED_TABLES_MAX } from '../limits.ts';
import type { DynamodbContext } from '../parts.ts';
import { isBeingMade, keys } from '../store.ts';
import { parseTableName, type TableName } from './names.ts';
import { compileTable, type Table } from './table.ts';

export class TableCache {
  readonly #store: Pick<Store, 'get'>;
  /** The least recently loaded first. */
  readonly #tables = new Map<string, Table>();
  /** Grows with every drop, so that what was read before a change is not kept after it. */
  #drops = 0;

  constructor(store: Pick<Store, 'get'>) {
    this.#store = store;
  }

  /** A promise only where the store has to be asked; undefined where there is no such table. */
  get(name: TableName): Table | undefined | Promise<Table | undefined> {
    return this.#tables.get(textOf(name)) ?? this.#load(name);
  }

  drop(name: TableName): void {
    this.#drops++;
    this.#tables.delete(textOf(name));
  }

  async #load(name: TableName): Promise<Table | undefined> {
    const drops = this.#drops;
    const entry = await this.#store.get(keys.table(name, name.name));
    if (!entry) return undefined;
    const table = compileTable(entry);
    if (drops === this.#drops) this.#keep(textOf(name), table);
    return table;
  }

  #keep(text: string, table: Table): void {
    this.#tables.set(text, table);
    if (this.#tables.size <= CACHED_TABLES_MAX) return;
    const oldest = this.#tables.keys().next();
    if (!oldest.done) this.#tables.delete(oldest.value);
  }
}

/** By name or ARN; throws `notFound`, also for one that is being made. A promise only where the store is asked. */
export function requireTable(
  ctx: DynamodbContext,
  text: string,
  notFound: (name: string) => Error = resourceNotFound,
): Table | Promise<Table> {
  const name = parseTableName(ctx, text);
  const table = ctx.parts.tables.get(name);
  if (table && !(table instanceof Promise) && !isBeingMade(table.record)) return table;
  return requireLoaded(table, () => notFound(name.name));
}

async function requireLoaded(
  loading: Promise<Table | undefined> | Table | undefined,
  notFound: () => Error,
): Promise<Table> {
  const table = await loading;
  if (!table || isBeingMade(table.record)) throw notFound();
  return table;
}

function textOf({ accountId, region, name }: TableName): string {
  return `${accountId}/${region}/${name}`;
}
