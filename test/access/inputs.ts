/** A valid input for every operation, made from the service's model and the names below, so that access can be tried. */
import type { ServiceModel, Shape } from '../../src/wire/model.ts';
import { zipOf } from '../zip.ts';

const ACCOUNT = '000000000000';
const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:sample`;
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
});
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const ZIP = await zipOf({ 'index.js': 'exports.handler = async () => 1;' });

const ITEM = { pk: { S: 'sample' } };

/** By what each asks for. */
const STATEMENTS = {
  'dynamodb:PartiQLSelect': `EXISTS(SELECT * FROM sample WHERE pk = 'a' AND attribute_exists(x))`,
  'dynamodb:PartiQLInsert': `INSERT INTO sample VALUE {'pk': 'b'}`,
  'dynamodb:PartiQLUpdate': `UPDATE sample SET x = 1 WHERE pk = 'c'`,
  'dynamodb:PartiQLDelete': `DELETE FROM sample WHERE pk = 'd'`,
};
const ALL_STATEMENTS = Object.values(STATEMENTS).map((Statement) => ({ Statement }));

/** Values by member, where a model's type alone does not tell a valid one. */
const VALUES: Readonly<Record<string, unknown>> = {
  FunctionName: 'sample',
  Role: `arn:aws:iam::${ACCOUNT}:role/sample`,
  Code: { ZipFile: ZIP },
  Runtime: 'nodejs22.x',
  Handler: 'index.handler',
  StatementId: 'sample',
  Principal: 's3.amazonaws.com',
  RoleArn: `arn:aws:iam::${ACCOUNT}:role/sample`,
  PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/sample`,
  PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/sample`,
  PolicyDocument: POLICY,
  AssumeRolePolicyDocument: TRUST,
  AccessKeyId: 'AKIAAAAAAAAAAAAAAAAA',
  VersionId: 'v1',
  RoleSessionName: 'sample',
  logGroupName: 'sample',
  logStreamName: 'sample',
  logGroupIdentifier: 'sample',
  logEvents: [{ timestamp: 0, message: 'sample' }],
  retentionInDays: 1,
  SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/sample`,
  AuthenticationCode1: '123456',
  AuthenticationCode2: '654321',
  PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/tried`,
  JobId: '00000000-0000-0000-0000-000000000000',
  OpenIDConnectProviderArn: `arn:aws:iam::${ACCOUNT}:oidc-provider/idp.example.com`,
  Url: 'https://idp.example.com',
  PartNumber: 1,
  CopySource: 'sample/sample',
  VersioningConfiguration: { Status: 'Suspended' },
};

const TABLE = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/sample`;
const BACKUP = `${TABLE}/backup/01795800600000-0a1b2c3d`;
const STREAM = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/sample/stream/2026-11-27T17:30:00.000`;

/** What must be said besides the required, for the operation to ask for all its actions. */
const EXTRAS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'lambda.CreateFunction': { Runtime: 'nodejs22.x', Handler: 'index.handler', Tags: { team: 'sample' } },
  'lambda.UpdateFunctionCode': { ZipFile: ZIP },
  'lambda.UpdateFunctionConfiguration': { Role: `arn:aws:iam::${ACCOUNT}:role/sample` },
  'lambda.AddPermission': { Action: 'lambda:InvokeFunction' },
  'lambda.TagResource': { Resource: FUNCTION },
  'lambda.UntagResource': { Resource: FUNCTION },
  'lambda.ListTags': { Resource: FUNCTION },
  'iam.CreateUser': { Tags: [{ Key: 'team', Value: 'sample' }] },
  'iam.CreateRole': { Tags: [{ Key: 'team', Value: 'sample' }] },
  'iam.CreatePolicy': { Tags: [{ Key: 'team', Value: 'sample' }] },
  'iam.CreateVirtualMFADevice': { Tags: [{ Key: 'team', Value: 'sample' }] },
  'iam.CreateInstanceProfile': { Tags: [{ Key: 'team', Value: 'sample' }] },
  'iam.CreateOpenIDConnectProvider': { Tags: [{ Key: 'team', Value: 'sample' }] },
  'iam.GenerateServiceLastAccessedDetails': { Arn: `arn:aws:iam::${ACCOUNT}:user/tried` },
  'cloudwatch.PutMetricAlarm': {
    MetricName: 'sample',
    Namespace: 'sample',
    Statistic: 'Sum',
    Period: 60,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    Tags: [{ Key: 'team', Value: 'sample' }],
  },
  'iam.UpdateOpenIDConnectProviderThumbprint': { ThumbprintList: ['a'.repeat(40)] },
  'iam.GetUser': { UserName: 'sample' },
  'iam.UpdateUser': { NewUserName: 'other' },
  'iam.UpdateGroup': { NewGroupName: 'other' },
  'sts.AssumeRole': {
    RoleArn: `arn:aws:iam::${ACCOUNT}:role/assumable`,
    Tags: [{ Key: 'team', Value: 'sample' }],
    SourceIdentity: 'sample',
  },
  'sts.GetFederationToken': { Tags: [{ Key: 'team', Value: 'sample' }] },
  's3.PutObject': {
    ACL: 'authenticated-read',
    Tagging: 'team=sample',
    ObjectLockMode: 'GOVERNANCE',
    ObjectLockRetainUntilDate: new Date('2126-01-01'),
    ObjectLockLegalHoldStatus: 'ON',
  },
  's3.CreateMultipartUpload': {
    ACL: 'authenticated-read',
    Tagging: 'team=sample',
    ObjectLockMode: 'GOVERNANCE',
    ObjectLockRetainUntilDate: new Date('2126-01-01'),
    ObjectLockLegalHoldStatus: 'ON',
  },
  's3.CopyObject': {
    ACL: 'authenticated-read',
    Tagging: 'team=sample',
    ObjectLockMode: 'GOVERNANCE',
    ObjectLockRetainUntilDate: new Date('2126-01-01'),
    ObjectLockLegalHoldStatus: 'ON',
    TaggingDirective: 'REPLACE',
  },
  's3.DeleteObject': { BypassGovernanceRetention: true },
  's3.DeleteObjects': { BypassGovernanceRetention: true },
  's3.PutObjectRetention': { BypassGovernanceRetention: true },
  's3.PutObjectLegalHold': { LegalHold: { Status: 'ON' } },
  's3.GetObjectAttributes': { ObjectAttributes: ['ETag'] },
  'logs.CreateLogGroup': { tags: { team: 'sample' } },
  'logs.TagResource': { resourceArn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:sample` },
  'logs.UntagResource': { resourceArn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:sample` },
  'logs.ListTagsForResource': { resourceArn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:sample` },
  'logs.FilterLogEvents': { logGroupName: 'sample', unmask: true },
  'logs.GetLogEvents': { logGroupName: 'sample', unmask: true },
  'dynamodb.CreateTable': {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    Tags: [{ Key: 'team', Value: 'sample' }],
    ResourcePolicy: POLICY,
  },
  'dynamodb.BatchExecuteStatement': { Statements: ALL_STATEMENTS },
  'dynamodb.ExecuteStatement': { Statement: `SELECT * FROM sample WHERE pk = 'p'` },
  ...Object.fromEntries(
    Object.entries(STATEMENTS).map(([action, Statement]) => [`dynamodb.ExecuteStatement ${action}`, { Statement }]),
  ),
  'dynamodb.ExecuteTransaction': { TransactStatements: ALL_STATEMENTS },
  'dynamodb.Query': {
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': { S: 'p' } },
  },
  'dynamodb.TransactWriteItems': {
    TransactItems: [
      { Put: { TableName: 'sample', Item: ITEM } },
      { Update: { TableName: 'sample', Key: ITEM, UpdateExpression: 'REMOVE a' } },
      { Delete: { TableName: 'sample', Key: ITEM } },
      { ConditionCheck: { TableName: 'sample', Key: ITEM, ConditionExpression: 'attribute_exists(pk)' } },
    ],
  },
  'dynamodb.EnableKinesisStreamingDestination': { StreamArn: STREAM },
  'dynamodb.DisableKinesisStreamingDestination': { StreamArn: STREAM },
  'dynamodb.UpdateKinesisStreamingDestination': { StreamArn: STREAM },
  'dynamodb.DescribeBackup': { BackupArn: BACKUP },
  'dynamodb.DeleteBackup': { BackupArn: BACKUP },
  'dynamodb.RestoreTableFromBackup': { BackupArn: BACKUP },
  'dynamodb.RestoreTableToPointInTime': { SourceTableName: 'sample', UseLatestRestorableTime: true },
  'dynamodb.ExportTableToPointInTime': { TableArn: TABLE, S3Bucket: 'sample' },
  'dynamodb.DescribeExport': { ExportArn: `${TABLE}/export/01795800600000-0a1b2c3d` },
  'dynamodb.ImportTable': {
    S3BucketSource: { S3Bucket: 'sample' },
    InputFormat: 'CSV',
    TableCreationParameters: {
      TableName: 'sample',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    },
  },
  'dynamodb.DescribeImport': { ImportArn: `${TABLE}/import/01795800600000-0a1b2c3d` },
  'dynamodb.TagResource': { ResourceArn: TABLE, Tags: [{ Key: 'team', Value: 'sample' }] },
  'dynamodb.UntagResource': { ResourceArn: TABLE },
  'dynamodb.ListTagsOfResource': { ResourceArn: TABLE },
  'dynamodb.PutResourcePolicy': { ResourceArn: TABLE },
  'dynamodb.GetResourcePolicy': { ResourceArn: TABLE },
  'dynamodb.DeleteResourcePolicy': { ResourceArn: TABLE },
  'dynamodb-streams.DescribeStream': { StreamArn: STREAM },
  'dynamodb-streams.GetShardIterator': { StreamArn: STREAM, ShardId: 'shardId-00000000000000000000-00000000' },
  'dynamodb-streams.GetRecords': { ShardIterator: `${STREAM}|1|MS4x` },
  's3.CreateBucket': {
    ACL: 'authenticated-read',
    CreateBucketConfiguration: { Tags: [{ Key: 'team', Value: 'sample' }] },
    ObjectLockEnabledForBucket: true,
    ObjectOwnership: 'BucketOwnerEnforced',
  },
  's3-control.TagResource': { AccountId: ACCOUNT, ResourceArn: 'arn:aws:s3:::sample' },
  's3-control.UntagResource': { AccountId: ACCOUNT, ResourceArn: 'arn:aws:s3:::sample' },
  's3-control.ListTagsForResource': { AccountId: ACCOUNT, ResourceArn: 'arn:aws:s3:::sample' },
  's3-control.GetPublicAccessBlock': { AccountId: ACCOUNT },
  's3-control.PutPublicAccessBlock': { AccountId: ACCOUNT },
  's3-control.DeletePublicAccessBlock': { AccountId: ACCOUNT },
  'logs.DescribeLogStreams': { logGroupName: 'sample' },
};

/** One that asks for the action, where an operation asks for one of several. */
export function sampleInput(
  service: string,
  operation: string,
  model: ServiceModel,
  action?: string,
): Record<string, unknown> {
  const shape = model.shapes[model.operations[operation]?.input?.shape ?? ''];
  const name = `${service}.${operation}`;
  return { ...(shape ? structureOf(shape, model) : {}), ...(EXTRAS[`${name} ${action}`] ?? EXTRAS[name]) };
}

function structureOf(shape: Shape, model: ServiceModel): Record<string, unknown> {
  const entries = (shape.required ?? []).map((name) => {
    const member = model.shapes[shape.members?.[name]?.shape ?? ''];
    return [name, VALUES[name] ?? (member ? valueOf(member, model) : undefined)] as const;
  });
  return Object.fromEntries(entries);
}

function valueOf(shape: Shape, model: ServiceModel): unknown {
  const inner = model.shapes[(shape.member ?? shape.value)?.shape ?? ''];
  switch (shape.type) {
    case 'structure':
      return structureOf(shape, model);
    case 'list':
      return inner ? [valueOf(inner, model)] : [];
    case 'map':
      return inner ? { sample: valueOf(inner, model) } : {};
    case 'boolean':
      return true;
    case 'blob':
      return Buffer.from('sample');
    case 'string':
    case 'character':
      return shape.enum?.[0] ?? 'sample';
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
    case 'timestamp':
      return shape.min ?? 1;
  }
}
