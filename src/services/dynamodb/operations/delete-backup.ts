/** DeleteBackup: it is gone once this has answered; what it held is removed in the background. */
import { backupDescription } from '../backups/description.ts';
import { removalOf } from '../backups/deleted-table.ts';
import { invalidRequest } from '../backups/restored-table.ts';
import { backupArn, backupNotFound, parseBackupArn, requireBackupOf } from '../backups/names.ts';
import { BackupInUseException, type DeleteBackupInput, type DeleteBackupOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { backupKeys, type BackupRecord } from '../store-backups.ts';

export async function deleteBackup(
  ctx: DynamodbContext,
  { BackupArn }: DeleteBackupInput,
): Promise<DeleteBackupOutput> {
  const { id, ...place } = parseBackupArn(BackupArn);
  if (place.region !== ctx.region) throw backupNotFound(BackupArn);
  const key = backupKeys.backup(place, id);
  const deleted = await ctx.transact([key], ([entry]) => {
    const backup = requireBackupOf(BackupArn, entry);
    if (backup.status === 'CREATING' || backup.restoring !== undefined)
      throw new BackupInUseException(`Backup is being used: ${backupArn(backup)}`);
    if (backup.expiresAtMs !== undefined) throw notAllowed(backup, backup.expiresAtMs);
    return { changes: { deletes: [key], sets: [removalOf(backup)] }, result: backup };
  });
  ctx.parts.jobs.wake();
  const { BackupDetails: details, ...rest } = backupDescription(deleted);
  return { BackupDescription: { ...rest, ...(details && { BackupDetails: { ...details, BackupStatus: 'DELETED' } }) } };
}

/** AWS's words, recorded on 2026-10-09 (ack-api-quirks, DDB-TABLE-442). */
function notAllowed(backup: BackupRecord, expiresAtMs: number): Error {
  const expiry = new Date(expiresAtMs).toISOString();
  return invalidRequest(
    `User is not allowed to delete the system backup with arn ${backupArn(backup)}. It will automatically expire on ${expiry}`,
  );
}
