/**
 * Brings the items of a table into an index that was added to it, piece by piece, while the table is written to:
 * writers keep the entries of items that they change, and a piece is a transaction over its items, so that each item's
 * entry is that of its last version.
 */
import { encodeKey, decodeKey } from '../../../storage/key.ts';
import type { Changes, Entry, Key } from '../../../storage/store.ts';
import { entryOf, type Entry as IndexEntry } from '../items/index-entries.ts';
import { placeOf } from '../items/keys.ts';
import { pieceOf, wholeItem } from '../items/piece.ts';
import { FILL_PIECE, FILL_PIECE_BYTES } from '../limits.ts';
import { jobRecord, keys, type TableJob, type TableRecord, tableRecord } from '../store.ts';
import { compileTable, type Index, type Table } from '../tables/table.ts';
import type { JobParts, RunningJob } from './jobs.ts';

export async function fillPiece(parts: JobParts, running: RunningJob): Promise<void> {
  const { store, ids } = parts;
  const { job, entry } = running;
  const tableKey = keys.table(job, job.tableName);
  const tableEntry = await store.get(tableKey);
  const table = tableEntry && compileTable(tableEntry);
  const index = table?.record.id === job.tableId ? table.indexes.find(({ id }) => id === job.indexId) : undefined;
  if (!table || !index) {
    await store.commit({
      id: ids.uuid(),
      checks: [{ key: entry.key, version: entry.version }],
      deletes: [entry.key],
    });
    return;
  }
  const after = job.after === undefined ? undefined : decodeKey(Buffer.from(job.after, 'base64'));
  const page = await store.range({ prefix: table.items, limit: FILL_PIECE, ...(after && { after }) });
  const items = pieceOf(page.entries, FILL_PIECE_BYTES);
  const last = items.at(-1);
  if (!last) {
    await activate(parts, running, index);
    return;
  }
  await store.transact(ids.uuid(), [entry.key, ...items.map(({ key }) => key)], async ([jobEntry, ...found]) => {
    if (!jobEntry || jobEntry.version !== entry.version) return { result: undefined };
    const entries = found.flatMap((item) => (item ? (entryFor(parts, table, index, item) ?? []) : []));
    const changes = await fillChanges(parts, table, index, entries);
    return {
      changes: { ...changes, sets: [...(changes.sets ?? []), progress(entry.key, job, last.key)] },
      result: undefined,
    };
  });
}

function progress(key: Key, job: TableJob, last: Key): { readonly key: Key; readonly value: Uint8Array } {
  return { key, value: jobRecord.encode({ ...job, after: Buffer.from(encodeKey(last)).toString('base64') }) };
}

function entryFor({ log }: JobParts, table: Table, index: Index, item: Entry): IndexEntry | undefined {
  const stored = wholeItem(item, log);
  return stored && entryOf(table, index, placeOf(table, stored.item), stored);
}

/** Of those that no writer has brought there already. */
async function fillChanges(
  { store }: JobParts,
  { record, check }: Table,
  { id }: Index,
  entries: readonly IndexEntry[],
): Promise<Changes> {
  const known = await store.getMany(entries.map(({ key }) => key));
  const missing = entries.filter((_, at) => !known[at]);
  const bytes = missing.reduce((sum, { stored }) => sum + stored.sizeBytes, 0);
  if (missing.length === 0) return { checks: [check] };
  return {
    checks: [check],
    sets: missing.map(({ key, stored }) => ({ key, value: stored.record })),
    adds: [
      { key: keys.counter(record, id, 'items'), delta: BigInt(missing.length) },
      { key: keys.counter(record, id, 'bytes'), delta: BigInt(bytes) },
    ],
  };
}

/** From now on queries find it. */
async function activate({ store, ids, tables }: JobParts, { entry, job }: RunningJob, index: Index): Promise<void> {
  const key = keys.table(job, job.tableName);
  await store.transact(ids.uuid(), [entry.key, key], ([jobEntry, found]) => {
    if (!jobEntry || !found) return { result: undefined };
    const record = tableRecord.decode(found.value);
    const sets = record.id === job.tableId ? [{ key, value: tableRecord.encode(activated(record, index)) }] : [];
    return { changes: { sets, deletes: [entry.key] }, result: undefined };
  });
  tables.drop({ ...job, name: job.tableName });
}

/** Unless it is being deleted by now. */
function activated(record: TableRecord, { id }: Index): TableRecord {
  const globalIndexes = record.globalIndexes.map((index) =>
    index.id === id && index.status === 'CREATING' ? { ...index, status: 'ACTIVE' as const } : index,
  );
  return { ...record, globalIndexes };
}
