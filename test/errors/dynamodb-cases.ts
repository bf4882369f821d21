/** DynamoDB: what makes each error of its operations. */
import { ACCOUNT, type DataCloud, type Input } from './data-cloud.ts';
import { each, type ErrorCases } from './cases.ts';

const ARN = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table`;
const MISSING_BACKUP = `${ARN}/missing/backup/01795800600000-0a1b2c3d`;
const KEY = { pk: { S: 'a' } };
const LARGE = { pk: { S: 'large' }, text: { S: 'x'.repeat(350_000) } };
export const ATTRIBUTES = [{ AttributeName: 'pk', AttributeType: 'S' }];
const KEY_SCHEMA = [{ AttributeName: 'pk', KeyType: 'HASH' }];
export const ON_DEMAND = {
  AttributeDefinitions: ATTRIBUTES,
  KeySchema: KEY_SCHEMA,
  BillingMode: 'PAY_PER_REQUEST',
};
const UNITS = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };

/** What the cases stand on. `slow` and `capped` have nothing left to read or write with; the clock stands still. */
export async function prepareTables(cloud: DataCloud): Promise<void> {
  const create = (TableName: string, rest: Input = {}): Promise<unknown> =>
    cloud.send('dynamodb', 'CreateTable', { TableName, ...ON_DEMAND, ...rest });
  await Promise.all([
    create('music'),
    create('recovered'),
    create('slow', { BillingMode: 'PROVISIONED', ProvisionedThroughput: UNITS }),
    create('capped', { OnDemandThroughput: { MaxReadRequestUnits: 1, MaxWriteRequestUnits: 1 } }),
    cloud.send('s3', 'CreateBucket', { Bucket: 'transfers' }),
  ]);
  await cloud.send('s3', 'PutObject', { Bucket: 'transfers', Key: 'items.csv', Body: 'pk\na\n' });
  await cloud.send('dynamodb', 'UpdateContinuousBackups', {
    TableName: 'recovered',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  await cloud.send('dynamodb', 'PutItem', { TableName: 'music', Item: KEY });
  for (const TableName of ['slow', 'capped']) {
    await cloud.send('dynamodb', 'PutItem', { TableName, Item: LARGE });
    const reads = TableName === 'slow' ? 4 : 1;
    for (let times = 0; times < reads; times++)
      await cloud.send('dynamodb', 'GetItem', { TableName, Key: { pk: LARGE.pk }, ConsistentRead: true });
  }
}

const READS: Readonly<Record<string, (TableName: string) => Input>> = {
  GetItem: (TableName) => ({ TableName, Key: KEY }),
  Query: (TableName) => ({
    TableName,
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': KEY.pk },
  }),
  Scan: (TableName) => ({ TableName }),
  BatchGetItem: (TableName) => ({ RequestItems: { [TableName]: { Keys: [KEY] } } }),
};

const WRITES: Readonly<Record<string, (TableName: string) => Input>> = {
  PutItem: (TableName) => ({ TableName, Item: KEY }),
  UpdateItem: (TableName) => ({
    TableName,
    Key: KEY,
    UpdateExpression: 'SET x = :x',
    ExpressionAttributeValues: { ':x': KEY.pk },
  }),
  DeleteItem: (TableName) => ({ TableName, Key: KEY }),
  BatchWriteItem: (TableName) => ({ RequestItems: { [TableName]: [{ PutRequest: { Item: KEY } }] } }),
  ExecuteStatement: (TableName) => ({ Statement: `INSERT INTO ${TableName} VALUE {'pk': 'new'}` }),
};

const TRANSACTIONS: Readonly<Record<string, (TableName: string) => Input>> = {
  TransactGetItems: (TableName) => ({ TransactItems: [{ Get: { TableName, Key: KEY } }] }),
  TransactWriteItems: (TableName) => ({ TransactItems: [{ Put: { TableName, Item: KEY } }] }),
  ExecuteTransaction: (TableName) => ({
    TransactStatements: [{ Statement: `SELECT * FROM ${TableName} WHERE pk = 'a'` }],
  }),
};

function on(tableName: string, ...operations: readonly (typeof READS)[]): Readonly<Record<string, Input>> {
  return Object.fromEntries(
    operations.flatMap((some) => Object.entries(some).map(([operation, inputOf]) => [operation, inputOf(tableName)])),
  );
}

const TableName = 'missing';
const ResourceArn = `${ARN}/missing`;
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'dynamodb:*', Resource: `${ARN}/music` }],
});

const STREAM_ARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/stream';

const NOT_FOUND: ErrorCases = {
  ...each('ResourceNotFoundException', on('nowhere', READS, WRITES, TRANSACTIONS), {
    message: 'Requested resource not found',
  }),
  ...each(
    'ResourceNotFoundException',
    {
      DescribeTable: { TableName },
      UpdateTable: { TableName, DeletionProtectionEnabled: true },
      DeleteTable: { TableName },
      DescribeTimeToLive: { TableName },
      UpdateTimeToLive: { TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: 'e' } },
      DescribeContributorInsights: { TableName },
      ListContributorInsights: { TableName },
      UpdateContributorInsights: { TableName, ContributorInsightsAction: 'DISABLE' },
      DescribeKinesisStreamingDestination: { TableName },
      EnableKinesisStreamingDestination: { TableName, StreamArn: STREAM_ARN },
      DisableKinesisStreamingDestination: { TableName, StreamArn: STREAM_ARN },
      UpdateKinesisStreamingDestination: { TableName, StreamArn: STREAM_ARN },
      GetResourcePolicy: { ResourceArn },
      PutResourcePolicy: { ResourceArn, Policy: POLICY, ConfirmRemoveSelfResourceAccess: true },
      DeleteResourcePolicy: { ResourceArn },
    },
    { message: 'Requested resource not found: Table: missing not found' },
  ),
  ...each(
    'ResourceNotFoundException',
    {
      TagResource: { ResourceArn, Tags: [{ Key: 'a', Value: 'b' }] },
      UntagResource: { ResourceArn, TagKeys: ['a'] },
      ListTagsOfResource: { ResourceArn },
    },
    { message: `Requested resource not found: ResourceArn: ${ResourceArn} not found` },
  ),
  ...each(
    'TableNotFoundException',
    {
      CreateBackup: { TableName, BackupName: 'backup' },
      DescribeContinuousBackups: { TableName },
      UpdateContinuousBackups: {
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
      RestoreTableToPointInTime: { SourceTableName: TableName, TargetTableName: 'new', UseLatestRestorableTime: true },
    },
    { message: 'Table not found: missing' },
  ),
  'ExportTableToPointInTime TableNotFoundException': {
    input: { TableArn: ResourceArn, S3Bucket: 'transfers' },
    message: `Table not found: ${ResourceArn}`,
  },
  ...each(
    'BackupNotFoundException',
    {
      DescribeBackup: { BackupArn: MISSING_BACKUP },
      DeleteBackup: { BackupArn: MISSING_BACKUP },
      RestoreTableFromBackup: { BackupArn: MISSING_BACKUP, TargetTableName: 'new' },
    },
    { message: `Backup not found: ${MISSING_BACKUP}` },
  ),
  ...each(
    'GlobalTableNotFoundException',
    {
      DescribeGlobalTable: { GlobalTableName: 'music' },
      DescribeGlobalTableSettings: { GlobalTableName: 'music' },
      UpdateGlobalTableSettings: { GlobalTableName: 'music' },
    },
    { message: "Global table with name: 'music' does not exist." },
  ),
  ...each(
    'PolicyNotFoundException',
    {
      GetResourcePolicy: { ResourceArn: `${ARN}/music` },
      PutResourcePolicy: { ResourceArn: `${ARN}/music`, Policy: POLICY, ExpectedRevisionId: '1' },
      DeleteResourcePolicy: { ResourceArn: `${ARN}/music`, ExpectedRevisionId: '1' },
    },
    { message: /^Resource-based policy not found for the provided ResourceArn: / },
  ),
  'DescribeExport ExportNotFoundException': {
    input: { ExportArn: `${ARN}/missing/export/01795800600000-0a1b2c3d` },
    message: `Export not found: ${ARN}/missing/export/01795800600000-0a1b2c3d`,
  },
  'DescribeImport ImportNotFoundException': {
    input: { ImportArn: `${ARN}/missing/import/01795800600000-0a1b2c3d` },
    message: `Import not found: ${ARN}/missing/import/01795800600000-0a1b2c3d`,
  },
};

const CAPACITY: ErrorCases = {
  ...each('ProvisionedThroughputExceededException', on('slow', READS, WRITES), {
    message:
      'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
  }),
  ...each('ThrottlingException', on('capped', READS, WRITES), {
    message:
      'Throughput exceeds the maximum OnDemandThroughput configured on table or index. Review the maximum OnDemandThroughput setting and increase, if needed.',
  }),
};

const CONDITION = { ConditionExpression: 'attribute_exists(nothing)' };
const CANCELLED = 'Transaction cancelled, please refer cancellation reasons for specific reasons';

const CONDITIONS: ErrorCases = {
  ...each(
    'ConditionalCheckFailedException',
    {
      PutItem: { TableName: 'music', Item: KEY, ...CONDITION },
      DeleteItem: { TableName: 'music', Key: KEY, ...CONDITION },
      UpdateItem: { TableName: 'music', Key: KEY, UpdateExpression: 'REMOVE x', ...CONDITION },
      ExecuteStatement: { Statement: `UPDATE music SET x = 1 WHERE pk = 'nobody'` },
    },
    { message: 'The conditional request failed' },
  ),
  'ExecuteStatement DuplicateItemException': {
    input: { Statement: `INSERT INTO music VALUE {'pk': 'a'}` },
    message: 'Duplicate primary key exists in table',
  },
  'TransactWriteItems TransactionCanceledException': {
    input: { TransactItems: [{ Put: { TableName: 'music', Item: KEY, ...CONDITION } }] },
    message: `${CANCELLED} [ConditionalCheckFailed]`,
  },
  'TransactGetItems TransactionCanceledException': {
    input: TRANSACTIONS['TransactGetItems']?.('slow') ?? {},
    message: `${CANCELLED} [ProvisionedThroughputExceeded]`,
  },
  'ExecuteTransaction TransactionCanceledException': {
    input: TRANSACTIONS['ExecuteTransaction']?.('capped') ?? {},
    message: `${CANCELLED} [ThrottlingError]`,
  },
  ...each(
    'IdempotentParameterMismatchException',
    {
      async TransactWriteItems(cloud) {
        const ClientRequestToken = 'token-of-writes';
        const write = (pk: string): Input => ({
          ClientRequestToken,
          TransactItems: [{ Put: { TableName: 'music', Item: { pk: { S: pk } } } }],
        });
        await cloud.send('dynamodb', 'TransactWriteItems', write('first'));
        return write('second');
      },
      async ExecuteTransaction(cloud) {
        const ClientRequestToken = 'token-of-statements';
        const insert = (pk: string): Input => ({
          ClientRequestToken,
          TransactStatements: [{ Statement: `INSERT INTO music VALUE {'pk': '${pk}'}` }],
        });
        await cloud.send('dynamodb', 'ExecuteTransaction', insert('third'));
        return insert('fourth');
      },
    },
    { message: /^The request uses the same client token as a previous, but non-identical request\. / },
  ),
};

export const index = (IndexName: string): Input => ({
  Create: { IndexName, KeySchema: KEY_SCHEMA, Projection: { ProjectionType: 'ALL' } },
});
export const RECOVERY = { SourceTableName: 'recovered', UseLatestRestorableTime: true };
export const CSV_TABLE = { TableName: 'imported', ...ON_DEMAND };
export const importOf = (creation: Input, rest: Input = {}): Input => ({
  S3BucketSource: { S3Bucket: 'transfers' },
  InputFormat: 'CSV',
  TableCreationParameters: creation,
  ...rest,
});
export const EXPORT = { TableArn: `${ARN}/recovered`, S3Bucket: 'transfers' };
const TOO_EARLY = new Date('2020-01-01T00:00:00Z');

const TABLES: ErrorCases = {
  'CreateTable ResourceInUseException': {
    input: { TableName: 'music', ...ON_DEMAND },
    message: 'Table already exists: music',
  },
  'CreateTable LimitExceededException': {
    input: {
      TableName: 'wide',
      ...ON_DEMAND,
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 40_001, WriteCapacityUnits: 1 },
    },
    message:
      'The requested ReadCapacityUnits, 40001, is above the per table maximum for the account in us-east-1. Per table maximum: 40000. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
  },
  'UpdateTable LimitExceededException': {
    input: {
      TableName: 'music',
      AttributeDefinitions: ATTRIBUTES,
      GlobalSecondaryIndexUpdates: [index('one'), index('two')],
    },
    message: 'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
  },
  'ImportTable ResourceInUseException': {
    input: importOf({ TableName: 'music', ...ON_DEMAND }),
    message: 'Table already exists: music',
  },
  'RestoreTableToPointInTime TableAlreadyExistsException': {
    input: { ...RECOVERY, TargetTableName: 'music' },
    message: 'Table already exists: music',
  },
  'RestoreTableToPointInTime InvalidRestoreTimeException': {
    input: { SourceTableName: 'recovered', TargetTableName: 'new', RestoreDateTime: TOO_EARLY },
    message: /^The specified restore time must be between 2026-11-27T12:00:00\.000Z and /,
  },
  'RestoreTableToPointInTime PointInTimeRecoveryUnavailableException': {
    input: { SourceTableName: 'music', TargetTableName: 'new', UseLatestRestorableTime: true },
    message: "Point in time recovery is not enabled for table 'music'",
  },
  'RestoreTableFromBackup TableAlreadyExistsException': {
    input: async (cloud) => ({ BackupArn: await backupOf(cloud, 'recovered'), TargetTableName: 'music' }),
    message: 'Table already exists: music',
  },
  'ExportTableToPointInTime PointInTimeRecoveryUnavailableException': {
    input: { TableArn: `${ARN}/music`, S3Bucket: 'transfers' },
    message: "Point in time recovery is not enabled for table 'music'",
  },
  'ExportTableToPointInTime InvalidExportTimeException': {
    input: { ...EXPORT, ExportTime: TOO_EARLY },
    message: /^The specified export time must be between 2026-11-27T12:00:00\.000Z and /,
  },
};

export async function backupOf(cloud: DataCloud, TableName: string): Promise<string> {
  const input = { TableName, BackupName: 'backup' };
  const made = await cloud.send<{ BackupDetails: { BackupArn: string } }>('dynamodb', 'CreateBackup', input);
  return made.BackupDetails.BackupArn;
}

export const dynamodbCases: ErrorCases = { ...NOT_FOUND, ...CAPACITY, ...CONDITIONS, ...TABLES };
