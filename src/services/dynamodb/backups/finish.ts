/** Where a copy goes, and what is written when it is complete. */
import type { Entry } from '../../../storage/store.ts';
import { decodeCounter, keys, type TableRecord, tableRecord } from '../store.ts';
import { backupKeys, type BackupRecord, backupRecord, type CopyRecord } from '../store-backups.ts';
import { type ExportRecord, exportRecord, transferKeys } from '../store-transfers.ts';
import { compileTable, type Table } from '../tables/table.ts';
import type { CopierParts, RunningCopy } from './copier.ts';
import { logSets, withoutCopy } from './log-state.ts';

/** As a table to which items are written; undefined where it is gone. */
export async function targetOf({ store }: Pick<CopierParts, 'store'>, copy: CopyRecord): Promise<Table | undefined> {
  if ('backupId' in copy.into) {
    const entry = await store.get(backupKeys.backup(copy, copy.into.backupId));
    return entry && backupTable(entry);
  }
  if ('exportId' in copy.into) {
    const entry = await store.get(transferKeys.one({ ...copy, kind: 'export', id: copy.into.exportId }));
    return entry && exportTable(entry);
  }
  const entry = await store.get(keys.table(copy, copy.into.tableName));
  if (!entry || tableRecord.decode(entry.value).id !== copy.into.tableId) return undefined;
  return compileTable(entry);
}

/** The items of a backup, and of an export's copy, lie like those of a table without indexes. */
function backupTable(entry: Entry): Table {
  const { table, dataId } = backupRecord.decode(entry.value);
  return compileTable({ ...entry, value: tableRecord.encode(plain(table, dataId)) });
}

function exportTable(entry: Entry): Table {
  const { table, dataId } = exportRecord.decode(entry.value);
  return compileTable({ ...entry, value: tableRecord.encode(plain(table, dataId)) });
}

function plain(table: TableRecord, id: string): TableRecord {
  const { accountId, region, name, createdAtMs, attributes, keySchema, billingMode } = table;
  const none = { localIndexes: [], globalIndexes: [], nextIndexId: 1, deletionProtected: false, tags: {} };
  return { ...none, id, accountId, region, name, createdAtMs, attributes, keySchema, billingMode };
}

export async function finishCopy(parts: CopierParts, { entry, copy }: RunningCopy, target: Table): Promise<void> {
  const { store, ids, tables } = parts;
  const counters = await store.getMany([
    keys.counter(target.record, 0, 'items'),
    keys.counter(target.record, 0, 'bytes'),
  ]);
  const [items, bytes] = counters.map((counter) => decodeCounter(counter?.value));
  const source = copy.log && keys.table(copy, copy.log.tableName);
  const from = copy.fromBackupId === undefined ? undefined : backupKeys.backup(copy, copy.fromBackupId);
  const others = [...(source ? [source] : []), ...(from ? [from] : [])];
  await store.transact(ids.uuid(), [entry.key, target.check.key, ...others], ([own, into, ...found]) => {
    if (own?.version !== entry.version || !into) return { result: undefined };
    const [sourceEntry, fromEntry] = source ? found : [undefined, found[0]];
    const sets = [
      { key: into.key, value: completed(copy, into, items ?? 0, bytes ?? 0) },
      ...(sourceEntry ? released(sourceEntry, copy) : []),
      ...(fromEntry ? [{ key: fromEntry.key, value: freed(fromEntry) }] : []),
    ];
    return { changes: { sets, deletes: [entry.key] }, result: undefined };
  });
  if (copy.log) tables.drop({ ...copy, name: copy.log.tableName });
  if ('tableName' in copy.into) tables.drop({ ...copy, name: copy.into.tableName });
}

function completed({ into }: CopyRecord, entry: Entry, items: number, bytes: number): Uint8Array {
  if ('backupId' in into) {
    const backup: BackupRecord = { ...backupRecord.decode(entry.value), status: 'AVAILABLE', items, bytes };
    return backupRecord.encode(backup);
  }
  if ('exportId' in into) {
    const made: ExportRecord = { ...exportRecord.decode(entry.value), copied: true, items, bytes };
    return exportRecord.encode(made);
  }
  const { restore: _, ...record } = tableRecord.decode(entry.value);
  return tableRecord.encode(record);
}

/** The table's log is no longer kept for this copy. */
function released(entry: Entry, copy: CopyRecord): { readonly key: Entry['key']; readonly value: Uint8Array }[] {
  const before = tableRecord.decode(entry.value);
  const after = withoutCopy(before, copy.id);
  return [{ key: entry.key, value: tableRecord.encode(after) }, ...logSets(before, after)];
}

function freed(entry: Entry): Uint8Array {
  const { restoring: _, ...backup } = backupRecord.decode(entry.value);
  return backupRecord.encode(backup);
}
