/** DynamoDB: errors about what is under way, while nothing is done in the background. */
import { each, type ErrorCases } from './cases.ts';
import { ATTRIBUTES, backupOf, CSV_TABLE, EXPORT, importOf, index, RECOVERY } from './dynamodb-cases.ts';

/** What is begun stays so. In this order. */
export const heldDynamodbCases: ErrorCases = {
  ...each(
    'ResourceInUseException',
    {
      async UpdateTable(cloud) {
        const input = {
          TableName: 'music',
          AttributeDefinitions: ATTRIBUTES,
          GlobalSecondaryIndexUpdates: [index('one')],
        };
        await cloud.send('dynamodb', 'UpdateTable', input);
        return { TableName: 'music', TableClass: 'STANDARD' };
      },
    },
    { message: 'Attempt to change a resource which is still in use: Table is being updated: music' },
  ),
  'DeleteTable ResourceInUseException': {
    input: { TableName: 'music' },
    message:
      'Attempt to change a resource which is still in use: Cannot delete table while indexes are being created, updated, or deleted.',
  },
  ...each(
    'BackupInUseException',
    {
      DeleteBackup: async (cloud) => ({ BackupArn: await backupOf(cloud, 'recovered') }),
      RestoreTableFromBackup: async (cloud) => ({
        BackupArn: await backupOf(cloud, 'recovered'),
        TargetTableName: 'new',
      }),
    },
    { message: /^Backup is being used: arn:aws:dynamodb:/ },
  ),
  ...each(
    'TableInUseException',
    {
      async RestoreTableToPointInTime(cloud) {
        const input = { ...RECOVERY, TargetTableName: 'restored' };
        await cloud.send('dynamodb', 'RestoreTableToPointInTime', input);
        return input;
      },
      RestoreTableFromBackup: async (cloud) => ({
        BackupArn: await backupOf(cloud, 'recovered'),
        TargetTableName: 'restored',
      }),
    },
    { message: 'Table is already being restored: restored' },
  ),
  'ImportTable ImportConflictException': {
    async input(cloud) {
      await cloud.send('dynamodb', 'ImportTable', importOf(CSV_TABLE, { ClientToken: 'token' }));
      return importOf({ ...CSV_TABLE, TableName: 'another' }, { ClientToken: 'token' });
    },
    message: 'Import conflict: Duplicate request detected with conflicting parameters',
  },
  'ExportTableToPointInTime ExportConflictException': {
    async input(cloud) {
      await cloud.send('dynamodb', 'ExportTableToPointInTime', { ...EXPORT, ClientToken: 'token' });
      return { ...EXPORT, S3Prefix: 'elsewhere', ClientToken: 'token' };
    },
    message: 'The client token was used for another export within the last 8 hours',
  },
  ...each(
    'LimitExceededException',
    {
      async RestoreTableToPointInTime(cloud) {
        // One is being restored already.
        for (let number = 1; number < 50; number++) {
          const input = { ...RECOVERY, TargetTableName: `restored-${number}` };
          await cloud.send('dynamodb', 'RestoreTableToPointInTime', input);
        }
        return { ...RECOVERY, TargetTableName: 'new' };
      },
      RestoreTableFromBackup: async (cloud) => ({
        BackupArn: await backupOf(cloud, 'recovered'),
        TargetTableName: 'new',
      }),
    },
    { message: 'Subscriber limit exceeded: Only 50 restore operations can be done simultaneously' },
  ),
  'ImportTable LimitExceededException': {
    async input(cloud) {
      for (let number = 1; number < 50; number++) {
        const creation = { ...CSV_TABLE, TableName: `imported-${number}` };
        await cloud.send('dynamodb', 'ImportTable', importOf(creation));
      }
      return importOf({ ...CSV_TABLE, TableName: 'new' });
    },
    message: 'There are 50 imports in progress already',
  },
  'ExportTableToPointInTime LimitExceededException': {
    async input(cloud) {
      const others = Array.from({ length: 299 }, () => cloud.send('dynamodb', 'ExportTableToPointInTime', EXPORT));
      await Promise.all(others);
      return EXPORT;
    },
    message: 'There are 300 exports in progress already',
  },
};
