import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bench, MINUTE, openBench, PLACE, START_MS } from '../cloudwatch.fixture.ts';
import { metricKeys } from '../store.ts';
import { metricId } from './identity.ts';

const DAY = 86_400_000;
const ID = metricId({ namespace: 'A', name: 'm', dimensions: [] });

/** Rows of each resolution. */
async function rows({ telemetry }: Bench): Promise<number[]> {
  const counts: number[] = [];
  for (const resolution of [60, 300, 3600] as const) {
    const page = await telemetry.range({ prefix: metricKeys.rows(PLACE, ID, resolution), limit: 1000 });
    counts.push(page.entries.length);
  }
  return counts;
}

async function total(bench: Bench): Promise<number | undefined> {
  const { Datapoints = [] } = await bench.call('GetMetricStatistics', {
    Namespace: 'A',
    MetricName: 'm',
    StartTime: START_MS,
    EndTime: START_MS + 120 * MINUTE,
    Period: 7200,
    Statistics: ['Sum'],
  });
  return Datapoints[0]?.Sum;
}

test('data is rolled up after 15 and 63 days, counts the same all the time, and is gone after 455', async () => {
  await using bench = await openBench();
  const MetricData = Array.from({ length: 120 }, (_, at) => ({
    MetricName: 'm',
    Value: 1,
    Timestamp: START_MS + at * MINUTE,
  }));
  await bench.call('PutMetricData', { Namespace: 'A', MetricData });
  const { metricSweeper } = bench.cloudwatch.background;
  const after = async (days: number): Promise<unknown> => {
    bench.clock.advance(days * DAY);
    await metricSweeper.sweep();
    await metricSweeper.sweep();
    return { rows: await rows(bench), sum: await total(bench) };
  };
  assert.deepEqual(await after(14), { rows: [120, 0, 0], sum: 120 });
  assert.deepEqual(await after(2), { rows: [0, 24, 0], sum: 120 });
  assert.deepEqual(await after(48), { rows: [0, 0, 2], sum: 120 });
  assert.deepEqual(await after(390), { rows: [0, 0, 2], sum: 120 });
  assert.deepEqual(await after(3), { rows: [0, 0, 0], sum: undefined });
  const { entries } = await bench.telemetry.range({ prefix: metricKeys.metrics(PLACE), limit: 10 });
  assert.deepEqual(entries, []);
});
