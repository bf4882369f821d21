/** What functions do is in CloudWatch's metrics, for boto3 (JSON) and the SDK for JavaScript (CBOR) alike. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { GetMetricStatisticsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { type Clients, clientsOf } from '../clients.ts';
import { type RunningCloud, startCloud } from '../cloud.ts';
import { invoke, makeFunction } from '../functions.ts';
import { aws, cliV1 } from './aws.ts';

const CODE = "exports.handler = async (event) => { if (event.fail) throw new Error('no'); return 'yes'; };";
const HOUR_MS = 3_600_000;
let cloud: RunningCloud;
let clients: Clients;
let cloudwatch: Clients['cloudwatch'];

before(async () => {
  cloud = await startCloud();
  clients = clientsOf(cloud.environment());
  cloudwatch = clients.cloudwatch;
  await makeFunction(clients, { name: 'counted', code: CODE });
  for (let count = 0; count < 3; count++) await invoke(clients, 'counted');
  await assert.rejects(invoke(clients, 'counted', { fail: true }));
  await clients.lambda.send(
    new PutFunctionConcurrencyCommand({ FunctionName: 'counted', ReservedConcurrentExecutions: 0 }),
  );
  await assert.rejects(invoke(clients, 'counted'), { name: 'TooManyRequestsException' });
});
after(async () => {
  clients.close();
  await cloud.stop();
  rmSync(cloud.dataFolder, { recursive: true, force: true });
});

async function sumOf(MetricName: string): Promise<number> {
  const { Datapoints = [] } = await cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/Lambda',
      MetricName,
      Dimensions: [{ Name: 'FunctionName', Value: 'counted' }],
      StartTime: new Date(Date.now() - HOUR_MS),
      EndTime: new Date(Date.now() + HOUR_MS),
      Period: 60,
      Statistics: ['Sum'],
    }),
  );
  return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
}

/** Throttles are written within a second. */
async function untilSum(MetricName: string, wanted: number): Promise<void> {
  const deadlineMs = Date.now() + 30_000;
  for (let sum = await sumOf(MetricName); sum !== wanted; sum = await sumOf(MetricName)) {
    assert.ok(Date.now() < deadlineMs, `${MetricName} is ${sum}, not ${wanted}`);
  }
}

test('invocations, errors and throttles are counted', async () => {
  assert.equal(await sumOf('Invocations'), 4);
  assert.equal(await sumOf('Errors'), 1);
  await untilSum('Throttles', 1);
  assert.ok((await sumOf('Duration')) > 0);
});

test('the metrics are listed', async () => {
  const { Metrics = [] } = await cloudwatch.send(new ListMetricsCommand({ Namespace: 'AWS/Lambda' }));
  const names = new Set(Metrics.map(({ MetricName }) => MetricName));
  for (const name of ['Invocations', 'Errors', 'Duration', 'ConcurrentExecutions']) assert.ok(names.has(name), name);
});

test('AWS CLI 1 puts a metric and reads it', async () => {
  const cli = cliV1();
  const environment = cloud.environment();
  const data = ['--namespace', 'own', '--metric-name', 'rain', '--value', '2.5', '--unit', 'Count'];
  await aws(cli, environment, 'cloudwatch', 'put-metric-data', ...data);
  const listed = (await aws(cli, environment, 'cloudwatch', 'list-metrics', '--namespace', 'own')) as {
    Metrics: { MetricName: string }[];
  };
  assert.deepEqual(
    listed.Metrics.map(({ MetricName }) => MetricName),
    ['rain'],
  );
});
