/** Several items' changes as one commit: of transactions, and of the pieces of a batch. */
import { unsupported } from '../errors.ts';
import { COMMIT_BYTES_MAX } from '../limits.ts';
import type { DynamodbContext } from '../parts.ts';
import { requireTable } from '../tables/cache.ts';
import type { Table } from '../tables/table.ts';
import { commitOf, type IndexedChange, withFilledEntries } from './changes.ts';
import type { ItemKey } from './keys.ts';
import type { StoredItem } from './stored.ts';
import { decideChange, isSame, TableWatch } from './write.ts';
import type { ItemWrite } from './writes.ts';
import type { Changes, Entry } from '../../../storage/store.ts';
import { storedIn } from './entries.ts';

export interface PlannedWrite {
  readonly write: ItemWrite;
  readonly table: Table;
  readonly key: ItemKey;
}

/** The tables of writes, in their order. Throws ResourceNotFoundException. */
export async function tablesOf(ctx: DynamodbContext, writes: readonly ItemWrite[]): Promise<readonly Table[]> {
  const tables: Table[] = [];
  for (const { tableName } of writes) {
    const table = requireTable(ctx, tableName);
    tables.push(table instanceof Promise ? await table : table);
  }
  return tables;
}

/** What is decided of each is gathered by `decide`, which throws where they are not all to be written. */
export type DecideAll = (
  plans: readonly PlannedWrite[],
  before: readonly (StoredItem | undefined)[],
) => IndexedChange[];

/** A transaction over all the items, decided again where they or their tables were changed meanwhile. */
export class ManyWrites {
  readonly #ctx: DynamodbContext;
  readonly #plans: readonly PlannedWrite[];
  readonly #watches: ReadonlyMap<Table, TableWatch>;
  #tries = 0;

  constructor(ctx: DynamodbContext, plans: readonly PlannedWrite[]) {
    this.#ctx = ctx;
    this.#plans = plans;
    this.#watches = new Map(plans.map(({ table }) => [table, new TableWatch(ctx, table)]));
  }

  get keys(): Entry['key'][] {
    return this.#plans.map(({ key }) => key.key);
  }

  /** The changes, and the commit that makes them; undefined where there is nothing to write. */
  async decide(
    entries: readonly (Entry | undefined)[],
    decide: DecideAll,
  ): Promise<{ readonly changes: readonly IndexedChange[]; readonly commit: Changes | undefined }> {
    const plans = this.#tries++ === 0 ? this.#plans : await this.#reload();
    const before = plans.map((_, at) => storedIn(entries[at]));
    const changes = decide(plans, before);
    const settled: IndexedChange[] = [];
    for (const change of changes) settled.push(await withFilledEntries(this.#ctx.store, change));
    const written = settled.filter((change) => !isSame(change.before, change.after));
    if (written.length === 0) return { changes, commit: undefined };
    const commit = commitOf(written, this.#ctx.clock.nowMs());
    requireSize(commit);
    return { changes, commit };
  }

  /** One of them; its capacity is taken when it is decided for the first time. */
  decideOne({ write, ...place }: PlannedWrite, before: StoredItem | undefined, times = 1): IndexedChange {
    const change = decideChange(this.#ctx, write, { ...place, before }, times);
    if (this.#tries === 1) this.#ctx.parts.throttle.write(change, times);
    return change;
  }

  async #reload(): Promise<readonly PlannedWrite[]> {
    const tables = new Map<Table, Table>();
    for (const [table, watch] of this.#watches) tables.set(table, await watch.reload());
    return this.#plans.map((plan) => ({ ...plan, table: tables.get(plan.table) ?? plan.table }));
  }
}

function requireSize({ sets = [], appends = [] }: Changes): void {
  const bytes = [...sets, ...appends].reduce((sum, { value }) => sum + value.length, 0);
  if (bytes > COMMIT_BYTES_MAX)
    throw unsupported(
      `A transaction of more than ${COMMIT_BYTES_MAX} bytes of items, index entries and stream records`,
    );
}
