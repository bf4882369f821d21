/** How the operations on backups and point-in-time recovery are authorized. */
import type { Access, AccessCheck, AccessTable } from '../service.ts';
import { tableCheck } from './access-checks.ts';
import { everywhere, onTableOrIndex } from './access-settings.ts';
import { parseBackupArn } from './backups/names.ts';
import type { Operations } from './model.ts';
import type { DynamodbContext, DynamodbParts } from './parts.ts';

/** A restore does to the new table what these do ("dependent actions" of the service authorization reference). */
const FILLING = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'BatchWriteItem'].map(
  (name) => `dynamodb:${name}`,
);

export const backupAccess: AccessTable<DynamodbParts, Operations> = {
  CreateBackup: onTableOrIndex('dynamodb:CreateBackup'),
  DeleteBackup: onBackup('dynamodb:DeleteBackup'),
  DescribeBackup: onBackup('dynamodb:DescribeBackup'),
  DescribeContinuousBackups: onTableOrIndex('dynamodb:DescribeContinuousBackups'),
  ListBackups: everywhere('dynamodb:ListBackups'),
  RestoreTableFromBackup: {
    actions: ['dynamodb:RestoreTableFromBackup', ...FILLING],
    checks: async (ctx, { BackupArn, TargetTableName }) => [
      backupCheck('dynamodb:RestoreTableFromBackup', BackupArn),
      await tableCheck(ctx, 'dynamodb:RestoreTableFromBackup', TargetTableName, {}),
      ...(await filling(ctx, TargetTableName)),
    ],
  },
  RestoreTableToPointInTime: {
    actions: ['dynamodb:RestoreTableToPointInTime', ...FILLING],
    checks: async (ctx, { SourceTableArn, SourceTableName, TargetTableName }) => {
      const action = 'dynamodb:RestoreTableToPointInTime';
      const source = SourceTableArn ?? SourceTableName;
      return [
        ...(source === undefined ? [] : [await tableCheck(ctx, action, source, {})]),
        await tableCheck(ctx, action, TargetTableName, {}),
        ...(await filling(ctx, TargetTableName)),
      ];
    },
  },
  UpdateContinuousBackups: onTableOrIndex('dynamodb:UpdateContinuousBackups'),
};

function onBackup<Input extends { readonly BackupArn: string }>(action: string): Access<DynamodbParts, Input> {
  return { actions: [action], checks: (_, { BackupArn }) => [backupCheck(action, BackupArn)] };
}

function backupCheck(action: string, arn: string): AccessCheck {
  return { action, resource: arn, resourceAccountId: parseBackupArn(arn).accountId };
}

function filling(ctx: DynamodbContext, tableName: string): Promise<AccessCheck[]> {
  return Promise.all(FILLING.map((action) => tableCheck(ctx, action, tableName, {})));
}
