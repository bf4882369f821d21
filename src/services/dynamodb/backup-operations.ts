/** The operations on backups and point-in-time recovery. */
import type { OperationTable } from '../service.ts';
import type { Operations } from './model.ts';
import { createBackup } from './operations/create-backup.ts';
import { deleteBackup } from './operations/delete-backup.ts';
import { describeBackup } from './operations/describe-backup.ts';
import { describeContinuousBackups } from './operations/describe-continuous-backups.ts';
import { listBackups } from './operations/list-backups.ts';
import { restoreTableFromBackup } from './operations/restore-table-from-backup.ts';
import { restoreTableToPointInTime } from './operations/restore-table-to-point-in-time.ts';
import { updateContinuousBackups } from './operations/update-continuous-backups.ts';
import type { DynamodbParts } from './parts.ts';

export const backupOperations = {
  CreateBackup: createBackup,
  DeleteBackup: deleteBackup,
  DescribeBackup: describeBackup,
  DescribeContinuousBackups: describeContinuousBackups,
  ListBackups: listBackups,
  RestoreTableFromBackup: restoreTableFromBackup,
  RestoreTableToPointInTime: restoreTableToPointInTime,
  UpdateContinuousBackups: updateContinuousBackups,
} satisfies OperationTable<DynamodbParts, Operations>;
