import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { encodeUsage } from '../../metering/sink.ts';
import type { InvocationUsage } from '../../runtime/function-version.ts';
import { ACCOUNT, type Bench, MINUTE, openBench, PLACE, REGION, START_MS } from './cloudwatch.fixture.ts';
import type { Datapoint, Dimension } from './model.ts';

const USAGE: InvocationUsage = {
  accountId: ACCOUNT,
  region: REGION,
  functionName: 'hello',
  version: '$LATEST',
  requestId: 'c0ffee00-0000-4000-8000-000000000000',
  startedAtMs: START_MS + 1500,
  durationMs: 10,
  billedMs: 10,
  memoryMb: 128,
  maxMemoryUsedMb: 36,
  bytesIn: 1,
  bytesOut: 1,
  outcome: 'ok',
};

const BY_NAME: readonly Dimension[] = [{ Name: 'FunctionName', Value: 'hello' }];

async function point(
  bench: Bench,
  MetricName: string,
  Dimensions: readonly Dimension[] = [],
): Promise<Datapoint | undefined> {
  const { Datapoints } = await bench.call('GetMetricStatistics', {
    Namespace: 'AWS/Lambda',
    MetricName,
    Dimensions,
    StartTime: START_MS,
    EndTime: START_MS + MINUTE,
    Period: 60,
    Statistics: ['Sum', 'SampleCount', 'Maximum'],
  });
  assert.ok((Datapoints?.length ?? 0) <= 1);
  return Datapoints?.[0];
}

function entries(usages: readonly InvocationUsage[], from = 0): { payload: Uint8Array; mark: string }[] {
  return usages.map((usage, at) => ({ payload: encodeUsage(usage), mark: String(from + at).padStart(6, '0') }));
}

suite('metrics of functions', () => {
  test('of each invocation: by function, by its version, of the account', async () => {
    await using bench = await openBench();
    const usages = [
      ...Array.from({ length: 98 }, (_, at) => ({ ...USAGE, durationMs: at + 1 })),
      { ...USAGE, durationMs: 500, outcome: 'timeout' as const },
      { ...USAGE, version: '3', durationMs: 7 },
      { ...USAGE, functionName: 'other', outcome: 'handled' as const },
    ];
    await bench.cloudwatch.functionMetrics.ingest(entries(usages));
    assert.equal((await point(bench, 'Invocations', BY_NAME))?.Sum, 100);
    assert.equal((await point(bench, 'Invocations'))?.Sum, 101);
    const ofVersion = [...BY_NAME, { Name: 'Resource', Value: 'hello:3' }];
    assert.equal((await point(bench, 'Invocations', ofVersion))?.Sum, 1);
    assert.equal((await point(bench, 'Invocations', [...BY_NAME, { Name: 'Resource', Value: 'hello' }]))?.Sum, 99);
    assert.equal((await point(bench, 'Errors', BY_NAME))?.Sum, 1);
    assert.equal((await point(bench, 'Errors'))?.Sum, 2);
    assert.deepEqual(await point(bench, 'Throttles', BY_NAME), {
      Timestamp: START_MS,
      Unit: 'Count',
      Sum: 0,
      SampleCount: 100,
      Maximum: 0,
    });
    const { Datapoints } = await bench.call('GetMetricStatistics', {
      Namespace: 'AWS/Lambda',
      MetricName: 'Duration',
      Dimensions: BY_NAME,
      StartTime: START_MS,
      EndTime: START_MS + MINUTE,
      Period: 60,
      ExtendedStatistics: ['p50', 'p99', 'p100'],
    });
    const { p50 = 0, p99 = 0, p100 } = Datapoints?.[0]?.ExtendedStatistics ?? {};
    assert.ok(Math.abs(p50 - 49) < 1 && Math.abs(p99 - 98) < 1, `${p50}, ${p99}`);
    assert.deepEqual([p100, Datapoints?.[0]?.Unit], [500, 'Milliseconds']);
  });

  test('what the spool brings again counts once', async () => {
    await using bench = await openBench();
    const first = entries(Array.from({ length: 300 }, () => USAGE));
    await bench.cloudwatch.functionMetrics.ingest(first);
    await bench.cloudwatch.functionMetrics.ingest([...first.slice(100), ...entries([USAGE, USAGE], 300)]);
    assert.equal((await point(bench, 'Invocations', BY_NAME))?.Sum, 302);
  });

  test('an entry that cannot be read holds up no other', async () => {
    await using bench = await openBench();
    const broken = { payload: Uint8Array.of(9, 9), mark: '000000' };
    await bench.cloudwatch.functionMetrics.ingest([broken, ...entries([USAGE], 1)]);
    assert.equal((await point(bench, 'Invocations', BY_NAME))?.Sum, 1);
  });

  test('readers wait for what is still in the spool', async () => {
    await using bench = await openBench();
    bench.spool.ingest('usage', (batch) => bench.cloudwatch.functionMetrics.ingest(batch));
    for (let count = 0; count < 5; count++) bench.spool.append('usage', encodeUsage(USAGE));
    assert.equal((await point(bench, 'Invocations', BY_NAME))?.Sum, 5);
  });

  test('throttles and concurrency are written within a second', async () => {
    await using bench = await openBench();
    const { functionMetrics } = bench.cloudwatch;
    const hello = { ...PLACE, functionName: 'hello' };
    for (let count = 0; count < 3; count++) functionMetrics.count('Throttles', hello);
    functionMetrics.running(hello, 4, 9);
    functionMetrics.running(hello, 2, 3);
    functionMetrics.count('AsyncEventsReceived', { ...hello, version: '2' });
    bench.clock.advance(1000);
    // A write that is waited for comes behind those that wait already.
    await bench.call('PutMetricData', { Namespace: 'A', MetricData: [{ MetricName: 'm', Value: 1 }] });
    assert.equal((await point(bench, 'Throttles', BY_NAME))?.Sum, 3);
    assert.equal((await point(bench, 'ConcurrentExecutions', BY_NAME))?.Maximum, 4);
    assert.equal((await point(bench, 'ConcurrentExecutions'))?.Maximum, 9);
    const ofVersion = [...BY_NAME, { Name: 'Resource', Value: 'hello:2' }];
    assert.equal((await point(bench, 'AsyncEventsReceived', ofVersion))?.Sum, 1);
  });
});
