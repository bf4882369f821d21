/** CloudWatch in the protocols that its clients choose: CBOR (JavaScript), JSON 1.0 (botocore), and the old query. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import {
  CloudWatchClient,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { LimitExceededFault } from '../../src/services/cloudwatch/model.ts';
import { KEYS, startWireServer, type WireServer } from './wire-server.ts';

const run = promisify(execFile);
const AT = Date.UTC(2026, 10, 24, 3, 0, 0, 250);

function start(inputs: unknown[]): Promise<WireServer> {
  const point = { Timestamp: AT, Average: 0.5, Maximum: 3, Unit: 'Seconds', ExtendedStatistics: { p99: 2.5 } };
  return startWireServer({
    cloudwatch: {
      operations: {
        PutMetricData: (_ctx, input) => Promise.resolve(void inputs.push(input)),
        GetMetricData: () =>
          Promise.resolve({ MetricDataResults: [{ Id: 'a', Timestamps: [AT, AT], Values: [1, 1.25] }] }),
        GetMetricStatistics: () => Promise.resolve({ Label: 'Duration', Datapoints: [point] }),
        ListMetrics: () => Promise.reject(new LimitExceededFault('nothing here')),
      },
    },
  });
}

const DATUM = { MetricName: 'Duration', Value: 1.5, Values: [1, 2.5], Counts: [3, 4], Unit: 'Seconds' as const };

test('the JavaScript SDK, in CBOR', async () => {
  const inputs: unknown[] = [];
  await using server = await start(inputs);
  const client = new CloudWatchClient({ endpoint: server.url, region: 'eu-west-1', credentials: KEYS, maxAttempts: 1 });
  await client.send(new PutMetricDataCommand({ Namespace: 'ä', MetricData: [{ ...DATUM, Timestamp: new Date(AT) }] }));
  assert.deepEqual(inputs, [{ Namespace: 'ä', MetricData: [{ ...DATUM, Timestamp: AT }] }]);
  const times = { StartTime: new Date(0), EndTime: new Date(AT) };
  const data = await client.send(
    new GetMetricDataCommand({ MetricDataQueries: [{ Id: 'a', Expression: '1' }], ...times }),
  );
  assert.deepEqual(data.MetricDataResults?.[0]?.Timestamps, [new Date(AT), new Date(AT)]);
  assert.deepEqual(data.MetricDataResults?.[0]?.Values, [1, 1.25]);
  assert.match(data.$metadata.requestId ?? '', /^[0-9a-f-]{36}$/);
  const command = new GetMetricStatisticsCommand({ Namespace: 'a', MetricName: 'b', Period: 60, ...times });
  const { Datapoints } = await client.send(command);
  assert.deepEqual(Datapoints, [
    { Timestamp: new Date(AT), Average: 0.5, Maximum: 3, Unit: 'Seconds', ExtendedStatistics: { p99: 2.5 } },
  ]);
  await assert.rejects(client.send(new ListMetricsCommand({})), (error: Error & { $metadata: object }) => {
    assert.equal(error.message, 'nothing here');
    assert.equal((error.$metadata as { httpStatusCode: number }).httpStatusCode, 400);
    assert.match(error.name, /^LimitExceeded/);
    return true;
  });
  await assert.rejects(client.send(new PutMetricDataCommand({ Namespace: '', MetricData: [] })), /failed to satisfy/);
});

test('botocore: what it chooses, CBOR, and the query protocol', async (t) => {
  const inputs: unknown[] = [];
  await using server = await start(inputs);
  const script = path.join(import.meta.dirname, 'cloudwatch_client.py');
  const { stdout } = await run('python3', [script, server.url, KEYS.accessKeyId, KEYS.secretAccessKey], {
    timeout: 60_000,
  });
  const got = JSON.parse(stdout) as Record<string, unknown>;
  const expected = {
    requestId: true,
    values: [1, 1.25],
    times: ['2026-11-24 03:00:00.250000+00:00', '2026-11-24 03:00:00.250000+00:00'],
    average: 0.5,
    error: ['LimitExceeded', 'nothing here', 400],
  };
  for (const protocol of ['json', 'smithy-rpc-v2-cbor', 'query']) {
    const times = protocol === 'query' ? ['2026-11-24 03:00:00+00:00', '2026-11-24 03:00:00+00:00'] : expected.times;
    await t.test(protocol, () => assert.deepEqual(got[protocol], { ...expected, times }));
  }
  assert.equal(inputs.length, 3);
  for (const input of inputs) {
    assert.deepEqual(input, { Namespace: 'ä', MetricData: [{ ...DATUM, Timestamp: Date.UTC(2026, 10, 24, 3) }] });
  }
});
