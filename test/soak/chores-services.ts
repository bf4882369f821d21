/** Work of the other services. */
import assert from 'node:assert/strict';
import {
  DeleteAlarmsCommand,
  GetMetricStatisticsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  DetachUserPolicyCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { clientsOf } from '../clients.ts';
import type { Site } from './site.ts';

const READ_ONLY = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess';
const EVENTS = 200;

export async function identity(site: Site): Promise<void> {
  const { iam, sts } = site.clients;
  const UserName = site.name('user');
  await iam.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {};
  const keys = { AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey };
  const own = clientsOf({ AWS_ENDPOINT_URL: site.url, AWS_REGION: 'us-east-1', ...keys });
  await assert.rejects(own.iam.send(new ListUsersCommand({})), { name: 'AccessDenied' });
  site.count('requests that were refused');
  await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: READ_ONLY }));
  await own.iam.send(new ListUsersCommand({}));
  own.close();
  const RoleName = site.name('role');
  const trust = { Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  await sts.send(new AssumeRoleCommand({ RoleArn: Role?.Arn ?? '', RoleSessionName: 'soak' }));
  await iam.send(new DeleteRoleCommand({ RoleName }));
  await iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn: READ_ONLY }));
  await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  await iam.send(new DeleteUserCommand({ UserName }));
  site.count('users and roles made and deleted');
}

export async function logGroups(site: Site): Promise<void> {
  const { logs } = site.clients;
  const logGroupName = site.name('logs');
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'stream' }));
  const mark = site.mark();
  const now = Date.now();
  const logEvents = Array.from({ length: EVENTS }, (_, at) => ({ timestamp: now + at, message: `${mark} ${at}` }));
  await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: 'stream', logEvents }));
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern: `"${mark}"` }));
  assert.equal(events.length, EVENTS);
  await site.deleteLogs(logGroupName);
  site.count('log groups written, read and deleted');
}

export async function metrics(site: Site): Promise<void> {
  const { cloudwatch } = site.clients;
  const metric = { Namespace: 'Soak', MetricName: site.name('metric') };
  const data = Array.from({ length: 20 }, (_, Value) => ({ MetricName: metric.MetricName, Value }));
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Soak', MetricData: data }));
  const span = { StartTime: new Date(Date.now() - 600_000), EndTime: new Date(Date.now() + 60_000), Period: 60 };
  const read = new GetMetricStatisticsCommand({ ...metric, ...span, Statistics: ['Maximum'] });
  const { Datapoints = [] } = await cloudwatch.send(read);
  assert.ok(Datapoints.some(({ Maximum }) => Maximum === 19));
  const AlarmName = site.name('alarm');
  const rule = { ComparisonOperator: 'GreaterThanThreshold', Threshold: 5, EvaluationPeriods: 1 } as const;
  await cloudwatch.send(new PutMetricAlarmCommand({ AlarmName, ...metric, ...rule, Period: 60, Statistic: 'Average' }));
  await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName] }));
  site.count('metrics put and read, alarms made and deleted');
}
