/** When a table's log begins and ends: it is kept for point-in-time recovery, and for copies that are being made. */
import type { Changes } from '../../../storage/store.ts';
import type { TableRecord } from '../store.ts';
import { backupKeys, type ChangeLogState, type LogRecord, logRecord } from '../store-backups.ts';

/** The table with a log that the copy needs. `newId`: of the log, where there is none yet. */
export function withCopy(record: TableRecord, copyId: string, newId: string): TableRecord {
  const { id, copies } = logOf(record, newId);
  return { ...record, changeLog: { id, copies: [...copies, copyId] } };
}

export function withoutCopy(record: TableRecord, copyId: string): TableRecord {
  const { changeLog } = record;
  if (!changeLog) return record;
  const copies = changeLog.copies.filter((id) => id !== copyId);
  return settled({ ...record, changeLog: { ...changeLog, copies } });
}

export function withRecovery(record: TableRecord, sinceMs: number, periodDays: number, newId: string): TableRecord {
  return { ...record, recovery: { sinceMs, periodDays }, changeLog: logOf(record, newId) };
}

export function withoutRecovery(record: TableRecord): TableRecord {
  const { recovery: _, ...rest } = record;
  return settled(rest);
}

function logOf({ changeLog }: TableRecord, newId: string): ChangeLogState {
  return changeLog ?? { id: newId, copies: [] };
}

/** Without its log, where nobody needs it. */
function settled(record: TableRecord): TableRecord {
  const { changeLog, ...rest } = record;
  return record.recovery || (changeLog?.copies.length ?? 0) > 0 ? record : rest;
}

/** What else is written where a table's log begins or ends, or the table goes (undefined). */
export function logSets(before: TableRecord, after: TableRecord | undefined): NonNullable<Changes['sets']> {
  const [old, now] = [before.changeLog, after?.changeLog];
  if (old?.id === now?.id) return [];
  return [...(old ? [setOf(before, old, 'removing')] : []), ...(now ? [setOf(before, now, 'on')] : [])];
}

function setOf(
  { accountId, region, name }: TableRecord,
  { id }: ChangeLogState,
  state: LogRecord['state'],
): NonNullable<Changes['sets']>[number] {
  const value = logRecord.encode({ accountId, region, tableName: name, logId: id, state });
  return { key: backupKeys.log(id), value };
}
