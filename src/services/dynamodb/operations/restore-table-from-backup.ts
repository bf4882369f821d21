/** RestoreTableFromBackup: a new table, which takes requests once its items are there. */
import { backupArn, parseBackupArn, requireBackup, requireBackupOf } from '../backups/names.ts';
import { restoredTable } from '../backups/restored-table.ts';
import { requireFree, requireRestoreSlot } from '../backups/target.ts';
import { BackupInUseException, type RestoreTableFromBackupInput, type RestoreTableFromBackupOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { keys, tableRecord } from '../store.ts';
import { backupKeys, backupRecord, type CopyRecord, copyRecord } from '../store-backups.ts';
import { describeTable } from '../tables/description.ts';
import { checkedName, tableArn } from '../tables/names.ts';

export async function restoreTableFromBackup(
  ctx: DynamodbContext,
  input: RestoreTableFromBackupInput,
): Promise<RestoreTableFromBackupOutput> {
  const { BackupArn, TargetTableName } = input;
  const { accountId, region } = ctx;
  const name = checkedName(TargetTableName);
  const { table } = await requireBackup(ctx, BackupArn);
  const nowMs = ctx.clock.nowMs();
  const id = ctx.ids.uuid();
  const restore = { sourceTableArn: tableArn(table), sourceBackupArn: BackupArn, atMs: nowMs };
  const record = restoredTable(table, input, { accountId, region, id, name, nowMs }, restore);
  const [target, source] = [keys.table(ctx, name), backupKeys.backup(ctx, parseBackupArn(BackupArn).id)];
  const copyId = ctx.ids.uuid();
  await requireRestoreSlot(ctx);
  await ctx.transact([target, source], ([there, entry]) => {
    requireFree(name, there);
    const backup = requireBackupOf(BackupArn, entry);
    if (backup.status === 'CREATING' || backup.restoring !== undefined)
      throw new BackupInUseException(`Backup is being used: ${backupArn(backup)}`);
    const copy: CopyRecord = {
      id: copyId,
      accountId,
      region,
      into: { tableName: name, tableId: id },
      sourceId: backup.dataId,
      fromBackupId: backup.id,
    };
    const sets = [
      { key: target, value: tableRecord.encode(record) },
      { key: source, value: backupRecord.encode({ ...backup, restoring: copyId }) },
      { key: backupKeys.copy(copyId), value: copyRecord.encode(copy) },
    ];
    return { changes: { sets }, result: undefined };
  });
  ctx.parts.tables.drop({ accountId, region, name });
  ctx.parts.copier.wake();
  return { TableDescription: describeTable(record, nowMs, undefined, 'CREATING') };
}
