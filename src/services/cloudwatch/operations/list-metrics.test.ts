import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openBench } from '../cloudwatch.fixture.ts';
import type { ListMetricsInput } from '../model.ts';

const HOUR = 3_600_000;

suite('ListMetrics', () => {
  test('by namespace, name and dimensions', async () => {
    await using bench = await openBench();
    const dimensions = (Host: string): { Name: string; Value: string }[] => [
      { Name: 'Host', Value: Host },
      { Name: 'App', Value: 'shop' },
    ];
    const put = (Namespace: string, MetricName: string, Host?: string): Promise<unknown> =>
      bench.call('PutMetricData', {
        Namespace,
        MetricData: [{ MetricName, Value: 1, ...(Host !== undefined && { Dimensions: dimensions(Host) }) }],
      });
    await Promise.all([
      put('A', 'cpu', 'x'),
      put('A', 'cpu', 'y'),
      put('A', 'cpu'),
      put('A', 'disk'),
      put('B', 'cpu', 'x'),
    ]);
    const count = async (input: ListMetricsInput): Promise<number | undefined> =>
      (await bench.call('ListMetrics', input)).Metrics?.length;
    assert.equal(await count({}), 5);
    assert.equal(await count({ Namespace: 'A' }), 4);
    assert.equal(await count({ MetricName: 'cpu' }), 4);
    assert.equal(await count({ Namespace: 'A', MetricName: 'cpu' }), 3);
    assert.equal(await count({ Dimensions: [{ Name: 'Host' }] }), 3);
    assert.equal(await count({ Dimensions: [{ Name: 'Host', Value: 'x' }, { Name: 'App' }] }), 2);
    assert.equal(await count({ OwningAccount: '111111111111' }), 0);
    const { Metrics } = await bench.call('ListMetrics', { Namespace: 'B' });
    assert.deepEqual(Metrics, [{ Namespace: 'B', MetricName: 'cpu', Dimensions: dimensions('x').toReversed() }]);
  });

  test('500 a page', async () => {
    await using bench = await openBench();
    const MetricData = Array.from({ length: 700 }, (_, at) => ({ MetricName: `m${at}`, Value: 1 }));
    await bench.call('PutMetricData', { Namespace: 'A', MetricData });
    const first = await bench.call('ListMetrics', {});
    assert.equal(first.Metrics?.length, 500);
    const second = await bench.call('ListMetrics', { NextToken: first.NextToken });
    assert.equal(second.Metrics?.length, 200);
    assert.equal(second.NextToken, undefined);
    const names = [...(first.Metrics ?? []), ...(second.Metrics ?? [])].map(({ MetricName }) => MetricName);
    assert.equal(new Set(names).size, 700);
    await assert.rejects(bench.call('ListMetrics', { NextToken: 'x' }), { name: 'InvalidParameterValueException' });
  });

  test('metrics without data for three hours are not recently active, those without for two weeks are not there', async () => {
    await using bench = await openBench();
    await bench.call('PutMetricData', { Namespace: 'A', MetricData: [{ MetricName: 'm', Value: 1 }] });
    const counts = async (): Promise<(number | undefined)[]> => [
      (await bench.call('ListMetrics', { RecentlyActive: 'PT3H' })).Metrics?.length,
      (await bench.call('ListMetrics', {})).Metrics?.length,
    ];
    assert.deepEqual(await counts(), [1, 1]);
    bench.clock.advance(4 * HOUR);
    assert.deepEqual(await counts(), [0, 1]);
    bench.clock.advance(15 * 24 * HOUR);
    assert.deepEqual(await counts(), [0, 0]);
  });
});
