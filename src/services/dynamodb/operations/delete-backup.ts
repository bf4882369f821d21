/** DeleteBackup: it is gone once this has answered; what it held is removed in the background. */
import { backupDescription } from '../backups/description.ts';
import { backupArn, backupNotFound, parseBackupArn } from '../backups/names.ts';
import { BackupInUseException, type DeleteBackupInput, type DeleteBackupOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { jobRecord, keys, type TableJob } from '../store.ts';
import { backupKeys, backupRecord } from '../store-backups.ts';

export async function deleteBackup(
  ctx: DynamodbContext,
  { BackupArn }: DeleteBackupInput,
): Promise<DeleteBackupOutput> {
  const { id, ...place } = parseBackupArn(BackupArn);
  if (place.region !== ctx.region) throw backupNotFound(BackupArn);
  const key = backupKeys.backup(place, id);
  const deleted = await ctx.transact([key], ([entry]) => {
    if (!entry) throw backupNotFound(BackupArn);
    const backup = backupRecord.decode(entry.value);
    if (backup.status === 'CREATING' || backup.restoring !== undefined)
      throw new BackupInUseException(`Backup is being used: ${backupArn(backup)}`);
    const job: TableJob = { ...place, kind: 'delete-table', tableId: backup.dataId, tableName: backup.table.name };
    const sets = [{ key: keys.job(job), value: jobRecord.encode(job) }];
    return { changes: { deletes: [key], sets }, result: backup };
  });
  ctx.parts.jobs.wake();
  const { BackupDetails: details, ...rest } = backupDescription(deleted);
  return { BackupDescription: { ...rest, ...(details && { BackupDetails: { ...details, BackupStatus: 'DELETED' } }) } };
}
