/**
 * The backup that a table with point-in-time recovery leaves when it is deleted: its items stay where they are, and
 * belong to the backup from then on.
 */
import type { Changes, Store } from '../../../storage/store.ts';
import { decodeCounter, jobRecord, keys, type TableJob, type TableRecord } from '../store.ts';
import { backupKeys, type BackupRecord, backupRecord, expiryRecord } from '../store-backups.ts';
import { DELETED_TABLE_KEPT_MS } from './limits.ts';
import { newBackupId } from './names.ts';

/** Of a table that nobody writes to any more. */
export async function backupOfDeleted(
  store: Pick<Store, 'getMany'>,
  table: TableRecord,
  nowMs: number,
  random: Uint8Array,
): Promise<NonNullable<Changes['sets']>> {
  if (!table.recovery) return [];
  const [items, bytes] = await store.getMany([keys.counter(table, 0, 'items'), keys.counter(table, 0, 'bytes')]);
  const expiresAtMs = nowMs + DELETED_TABLE_KEPT_MS;
  const { accountId, region, id: dataId } = table;
  const backup: BackupRecord = {
    accountId,
    region,
    id: newBackupId(nowMs, random),
    name: `${table.name}$DeletedTableBackup`,
    status: 'AVAILABLE',
    createdAtMs: nowMs,
    expiresAtMs,
    table,
    dataId,
    items: decodeCounter(items?.value),
    bytes: decodeCounter(bytes?.value),
  };
  const expiry = { accountId, region, backupId: backup.id };
  return [
    { key: backupKeys.backup(table, backup.id), value: backupRecord.encode(backup) },
    { key: backupKeys.expiry(expiresAtMs, backup.id), value: expiryRecord.encode(expiry) },
  ];
}

/** What removes the items of a backup that is gone. */
export function removalOf({ accountId, region, dataId, table }: BackupRecord): NonNullable<Changes['sets']>[number] {
  const job: TableJob = { kind: 'delete-table', accountId, region, tableId: dataId, tableName: table.name };
  return { key: keys.job(job), value: jobRecord.encode(job) };
}
