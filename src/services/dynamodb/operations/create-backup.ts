/** CreateBackup: the table as it is when this is committed, whatever is written to it while it is copied. */
import { newBackupId, noSuchTable } from '../backups/names.ts';
import { backupDetails } from '../backups/description.ts';
import { BACKUP_WAIT_MS } from '../backups/limits.ts';
import { lastNumber } from '../backups/log.ts';
import { logSets, withCopy } from '../backups/log-state.ts';
import type { CreateBackupInput, CreateBackupOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import type { TableRecord } from '../store.ts';
import { backupKeys, type BackupRecord, backupRecord, type CopyRecord, copyRecord } from '../store-backups.ts';
import { changeTable, type TableChange } from '../tables/change.ts';

export async function createBackup(ctx: DynamodbContext, input: CreateBackupInput): Promise<CreateBackupOutput> {
  const { clock, ids } = ctx;
  const nowMs = clock.nowMs();
  const id = newBackupId(nowMs, ids.bytes(4));
  const [copyId, newLogId, dataId] = [ids.uuid(), ids.uuid(), ids.uuid()];
  const change = async (before: TableRecord): Promise<TableChange & { backup: BackupRecord }> => {
    const record = withCopy(before, copyId, newLogId);
    const { accountId, region, name } = before;
    const logId = record.changeLog?.id ?? newLogId;
    // Writers check the table's record, which this commit changes: none comes between this number and the commit.
    const position = await lastNumber(ctx.store, before, logId);
    const backup: BackupRecord = {
      accountId,
      region,
      id,
      name: input.BackupName,
      status: 'CREATING',
      createdAtMs: nowMs,
      table: before,
      dataId,
      items: 0,
      bytes: 0,
    };
    const copy: CopyRecord = {
      id: copyId,
      accountId,
      region,
      into: { backupId: id },
      sourceId: before.id,
      log: { id: logId, tableName: name },
      position: String(position),
    };
    const sets = [
      { key: backupKeys.backup(before, id), value: backupRecord.encode(backup) },
      { key: backupKeys.copy(copyId), value: copyRecord.encode(copy) },
      ...logSets(before, record),
    ];
    return { record, also: { sets }, backup };
  };
  let made: BackupRecord | undefined;
  await changeTable(
    ctx,
    input.TableName,
    async (before) => {
      const { backup, ...rest } = await change(before);
      made = backup;
      return rest;
    },
    noSuchTable,
  );
  if (!made) throw new Error('The backup was not made');
  await copied(ctx);
  return { BackupDetails: backupDetails(made) };
}

/** For a while: a small table's backup is there when this answers. */
async function copied({ clock, parts }: DynamodbContext): Promise<void> {
  const patience = Promise.withResolvers<void>();
  const cancel = clock.after(BACKUP_WAIT_MS, patience.resolve);
  parts.copier.wake();
  // Its failure is logged where it runs.
  await Promise.race([parts.copier.run().catch(() => undefined), patience.promise]);
  cancel();
}
