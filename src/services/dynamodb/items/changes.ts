/** Changes of items as one commit: the items, their index entries, the counters, and the records of the streams. */
import type { Changes, Key, Store } from '../../../storage/store.ts';
import { keys } from '../store.ts';
import type { Table } from '../tables/table.ts';
import { logAppends } from './change-log.ts';
import { expiryChange } from './expiry.ts';
import { type EntryChange, entryChanges, sameKey } from './index-entries.ts';
import type { ItemKey } from './keys.ts';
import type { StoredItem } from './stored.ts';
import { streamAppends } from './stream-record.ts';

export interface ItemChange {
  readonly table: Table;
  readonly key: ItemKey;
  readonly before: StoredItem | undefined;
  readonly after: StoredItem | undefined;
  /** DynamoDB itself does it, and no caller: it has expired. */
  readonly byService?: boolean;
}

/** A change, and what it means for the indexes. */
export interface IndexedChange extends ItemChange {
  readonly entries: readonly EntryChange[];
}

export function withEntries(change: ItemChange): IndexedChange {
  const { table, key, before, after } = change;
  return { ...change, entries: table.indexes.length === 0 ? NO_ENTRIES : entryChanges(table, key, before, after) };
}

const NO_ENTRIES: readonly EntryChange[] = [];

/**
 * Where an index is being filled, the entry of what was there may not have been brought into it yet: then it is not
 * counted as one that goes. To be called in the item's transaction, which the filling waits for.
 */
export async function withFilledEntries(store: Pick<Store, 'get'>, change: IndexedChange): Promise<IndexedChange> {
  if (!change.table.filling) return change;
  const entries: EntryChange[] = [];
  for (const entry of change.entries) {
    const { index, before, after } = entry;
    if (index.active || !before || (await store.get(before.key))) entries.push(entry);
    else if (after) entries.push({ ...entry, before: undefined });
  }
  return { ...change, entries };
}

/** Of different items. */
export function commitOf(changes: readonly IndexedChange[], nowMs: number): Changes {
  const sets: { key: Key; value: Uint8Array }[] = [];
  const deletes: Key[] = [];
  const counters = new Counters();
  for (const change of changes) {
    const { table, key, before, after, entries } = change;
    if (after) sets.push({ key: key.key, value: after.record });
    else if (before) deletes.push(key.key);
    counters.count(table, 0, before, after);
    if (table.record.ttl) {
      const expiry = expiryChange(change);
      sets.push(...expiry.sets);
      deletes.push(...expiry.deletes);
    }
    for (const { index, before: old, after: now } of entries) {
      if (old && !(now && sameKey(old.key, now.key))) deletes.push(old.key);
      if (now) sets.push({ key: now.key, value: now.stored.record });
      counters.count(table, index.id, old?.stored, now?.stored);
    }
  }
  return {
    checks: tableChecks(changes),
    sets,
    deletes,
    adds: counters.adds(),
    appends: changes.flatMap((change) => [...streamAppends(change, nowMs), ...logAppends(change, nowMs)]),
  };
}

/** That the tables are still what the changes were made for. */
export function tableChecks(changes: readonly { readonly table: Table }[]): NonNullable<Changes['checks']> {
  const [first] = changes;
  if (changes.length === 1 && first) return [first.table.check];
  return [...new Set(changes.map(({ table }) => table))].map(({ check }) => check);
}

/** Sums up what a commit adds, since it may write a key only once. */
class Counters {
  readonly #sums = new Map<string, { readonly key: Key; delta: number }>();

  count(table: Table, indexId: number, before: StoredItem | undefined, after: StoredItem | undefined): void {
    this.#add(table, indexId, 'items', Number(after !== undefined) - Number(before !== undefined));
    this.#add(table, indexId, 'bytes', (after?.sizeBytes ?? 0) - (before?.sizeBytes ?? 0));
  }

  adds(): NonNullable<Changes['adds']> {
    return [...this.#sums.values()]
      .filter(({ delta }) => delta !== 0)
      .map(({ key, delta }) => ({ key, delta: BigInt(delta) }));
  }

  #add({ record }: Table, indexId: number, what: 'items' | 'bytes', delta: number): void {
    if (delta === 0) return;
    const name = `${record.id} ${indexId} ${what}`;
    const sum = this.#sums.get(name);
    if (sum) sum.delta += delta;
    else this.#sums.set(name, { key: keys.counter(record, indexId, what), delta });
  }
}
