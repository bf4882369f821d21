/** CloudWatch over the wire: the official SDK (CBOR) and boto3 (JSON, and the old query) against the whole pipeline. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import { promisify } from 'node:util';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  waitUntilAlarmExists,
} from '@aws-sdk/client-cloudwatch';
import { ALICE_KEYS, KEYS, startWireServer } from '../../../test/wire/wire-server.ts';
import { pythonWithBoto3 } from '../../../test/e2e/aws.ts';
import { systemClock as clock } from '../../kit/clock.ts';
import { RandomIds } from '../../kit/ids.ts';
import { silentLog as log } from '../../kit/log.ts';
import { openSqliteStore } from '../../storage/sqlite/store.ts';
import type { Store } from '../../storage/store.ts';
import { type Cloudwatch, openCloudwatch } from './open.ts';

const run = promisify(execFile);

interface Server extends AsyncDisposable {
  readonly url: string;
  readonly cloudwatch: Cloudwatch;
}

async function start(): Promise<Server> {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-cloudwatch-wire-'));
  const ids = new RandomIds();
  const open = (name: string): Promise<Store> =>
    openSqliteStore({ file: path.join(folder, name), clock, log, onFatal: (error) => assert.fail(error) });
  const [store, telemetry] = [await open('state.db'), await open('telemetry.db')];
  const cloudwatch = openCloudwatch({ store, telemetry, clock, ids, log });
  const server = await startWireServer({}, { parts: { services: [cloudwatch.service], store } });
  return {
    url: server.url,
    cloudwatch,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await cloudwatch.close();
      await Promise.all([store.close(), telemetry.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const clientOf = ({ url }: Server, credentials = KEYS): CloudWatchClient =>
  new CloudWatchClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 });

suite('the JavaScript SDK', () => {
  test('metrics, mathematics and an alarm that goes off', async () => {
    await using server = await start();
    const client = clientOf(server);
    const Timestamp = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 60_000);
    const MetricData = [{ MetricName: 'm', Timestamp, Values: [1, 2, 3], Unit: 'Seconds' as const }];
    await client.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
    const range = { StartTime: Timestamp, EndTime: new Date(Timestamp.getTime() + 60_000) };
    const metric = { Namespace: 'App', MetricName: 'm' };
    const statistics = await client.send(
      new GetMetricStatisticsCommand({ ...metric, ...range, Period: 60, Statistics: ['Sum', 'Maximum'] }),
    );
    assert.deepEqual(statistics.Datapoints, [{ Timestamp, Unit: 'Seconds', Sum: 6, Maximum: 3 }]);
    const data = await client.send(
      new GetMetricDataCommand({
        ...range,
        MetricDataQueries: [
          { Id: 'e', Expression: 'IF(m1 > 1, m1 * 10, 0)' },
          { Id: 'm1', MetricStat: { Metric: metric, Period: 60, Stat: 'Average' }, ReturnData: false },
        ],
      }),
    );
    const [result] = data.MetricDataResults ?? [];
    assert.deepEqual([result?.Id, result?.Values, result?.Timestamps], ['e', [20], [Timestamp]]);
    await client.send(
      new PutMetricAlarmCommand({
        AlarmName: 'a',
        ...metric,
        Statistic: 'Maximum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 2.5,
        ComparisonOperator: 'GreaterThanThreshold',
      }),
    );
    await waitUntilAlarmExists({ client, maxWaitTime: 10 }, { AlarmNames: ['a'] });
    await server.cloudwatch.background.evaluator.evaluate();
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
    assert.match(MetricAlarms?.[0]?.StateReason ?? '', /^Threshold Crossed: 1 datapoint \[3\.0 \(/);
  });

  test('who may not, is told so', async () => {
    await using server = await start();
    const put = new PutMetricDataCommand({ Namespace: 'App', MetricData: [{ MetricName: 'm', Value: 1 }] });
    await assert.rejects(clientOf(server, ALICE_KEYS).send(put), {
      name: /AccessDenied/,
      message: /user\/alice is not authorized to perform: cloudwatch:PutMetricData on resource: \* because/,
    });
  });
});

suite('boto3', () => {
  for (const protocol of ['json', 'query', 'smithy-rpc-v2-cbor']) {
    test(protocol, async () => {
      await using server = await start();
      const script = path.join(import.meta.dirname, 'clients.py');
      const keys = [KEYS.accessKeyId, KEYS.secretAccessKey];
      const { stdout } = await run(pythonWithBoto3(), [script, server.url, ...keys, protocol], { timeout: 60_000 });
      const got = JSON.parse(stdout) as Record<string, unknown>;
      const { statistics, now, ...rest } = got;
      const [point] = statistics as { ExtendedStatistics: Record<string, number> }[];
      assert.deepEqual([Math.round(point?.ExtendedStatistics['p50'] ?? 0), point?.ExtendedStatistics['p100']], [1, 2]);
      assert.deepEqual(rest, {
        listed: 301,
        data: [['twice', [202], [now]]],
        state: ['ALARM', 'testing', 1.5],
        tags: [{ Key: 'team', Value: 'blue' }],
        history: ['Alarm updated from INSUFFICIENT_DATA to ALARM', `Alarm "alarm-${protocol}" created`],
        errors: [
          ['InvalidParameterValue', 400],
          ['InvalidParameterValue', 400],
          ['ResourceNotFound', 404],
          ['ValidationError', 400],
          ['InvalidNextToken', 400],
        ],
        left: 0,
      });
    });
  }
});
