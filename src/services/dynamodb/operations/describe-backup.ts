/** DescribeBackup. */
import { backupDescription } from '../backups/description.ts';
import { requireBackup } from '../backups/names.ts';
import type { DescribeBackupInput, DescribeBackupOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';

export async function describeBackup(ctx: DynamodbContext, input: DescribeBackupInput): Promise<DescribeBackupOutput> {
  return { BackupDescription: backupDescription(await requireBackup(ctx, input.BackupArn)) };
}
