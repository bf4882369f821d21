/**
 * Makes src/services/iam/managed-policies.json from moto's file of AWS managed policies (Apache-2.0, see NOTICE).
 * Run: node tools/managed-policies.ts, where python3 has moto.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const TARGET = path.join(import.meta.dirname, '../src/services/iam/managed-policies.json');

/** Those that tutorials and the deployment tools of the supported services attach. */
const NAMES: readonly string[] = [
  'AdministratorAccess',
  'AmazonAPIGatewayAdministrator',
  'AmazonAPIGatewayInvokeFullAccess',
  'AmazonAPIGatewayPushToCloudWatchLogs',
  'AmazonCognitoPowerUser',
  'AmazonCognitoReadOnly',
  'AmazonDynamoDBFullAccess',
  'AmazonDynamoDBFullAccess_v2',
  'AmazonDynamoDBReadOnlyAccess',
  'AmazonEventBridgeFullAccess',
  'AmazonEventBridgeReadOnlyAccess',
  'AmazonEventBridgeSchedulerFullAccess',
  'AmazonEventBridgeSchedulerReadOnlyAccess',
  'AmazonS3FullAccess',
  'AmazonS3ReadOnlyAccess',
  'AmazonSNSFullAccess',
  'AmazonSNSReadOnlyAccess',
  'AmazonSQSFullAccess',
  'AmazonSQSReadOnlyAccess',
  'AmazonSSMFullAccess',
  'AmazonSSMReadOnlyAccess',
  'AWSCloudFormationFullAccess',
  'AWSCloudFormationReadOnlyAccess',
  'AWSCloudTrail_FullAccess',
  'AWSCloudTrail_ReadOnlyAccess',
  'AWSKeyManagementServicePowerUser',
  'AWSLambda_FullAccess',
  'AWSLambda_ReadOnlyAccess',
  'AWSLambdaBasicExecutionRole',
  'AWSLambdaDynamoDBExecutionRole',
  'AWSLambdaExecute',
  'AWSLambdaKinesisExecutionRole',
  'AWSLambdaRole',
  'AWSLambdaSQSQueueExecutionRole',
  'AWSLambdaVPCAccessExecutionRole',
  'AWSXRayDaemonWriteAccess',
  'AWSXrayFullAccess',
  'AWSXrayReadOnlyAccess',
  'AWSXrayWriteOnlyAccess',
  'CloudWatchFullAccess',
  'CloudWatchFullAccessV2',
  'CloudWatchLogsFullAccess',
  'CloudWatchLogsReadOnlyAccess',
  'CloudWatchReadOnlyAccess',
  'IAMFullAccess',
  'IAMReadOnlyAccess',
  'IAMUserChangePassword',
  'PowerUserAccess',
  'ReadOnlyAccess',
  'SecretsManagerReadWrite',
  'SecurityAudit',
  'ViewOnlyAccess',
];

interface MotoPolicy {
  readonly Path: string;
  readonly DefaultVersionId: string;
  readonly CreateDate: string;
  readonly UpdateDate: string;
  readonly Document: object;
}

const EXPRESSION = 'import moto.iam.aws_managed_policies as p; print(p.aws_managed_policies_data)';
const printed = execFileSync('python3', ['-c', EXPRESSION], { maxBuffer: 64 * 1024 * 1024 }).toString();
const all = JSON.parse(printed) as Readonly<Record<string, MotoPolicy>>;

const lines = NAMES.toSorted((a, b) => (a < b ? -1 : 1)).map((name) => {
  const policy = all[name];
  if (!policy) throw new Error(`moto knows no policy ${name}`);
  const { Path, DefaultVersionId, CreateDate, UpdateDate, Document } = policy;
  return JSON.stringify({
    name,
    path: Path,
    version: DefaultVersionId,
    created: CreateDate,
    updated: UpdateDate,
    document: Document,
  });
});
writeFileSync(TARGET, `[\n${lines.join(',\n')}\n]\n`);
