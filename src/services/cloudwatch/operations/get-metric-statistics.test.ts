import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Bench, MINUTE, openBench, START_MS } from '../cloudwatch.fixture.ts';
import type { GetMetricStatisticsInput, GetMetricStatisticsOutput } from '../model.ts';

const ASKED = { Namespace: 'A', MetricName: 'm', StartTime: START_MS, EndTime: START_MS + 10 * MINUTE, Period: 60 };

/** Ten minutes: 1, 2, 3 … */
async function filled(): Promise<Bench> {
  const bench = await openBench();
  const MetricData = Array.from({ length: 10 }, (_, at) => ({
    MetricName: 'm',
    Value: at + 1,
    Timestamp: START_MS + at * MINUTE + 1234,
  }));
  await bench.call('PutMetricData', { Namespace: 'A', MetricData });
  return bench;
}

suite('GetMetricStatistics', () => {
  test('periods begin with the start', async () => {
    await using bench = await filled();
    const { Label, Datapoints } = await bench.call('GetMetricStatistics', {
      ...ASKED,
      StartTime: START_MS + MINUTE + 30_000,
      Period: 300,
      Statistics: ['Sum', 'SampleCount'],
    });
    assert.equal(Label, 'm');
    assert.deepEqual(Datapoints, [
      { Timestamp: START_MS + MINUTE, Unit: 'None', Sum: 2 + 3 + 4 + 5 + 6, SampleCount: 5 },
      { Timestamp: START_MS + 6 * MINUTE, Unit: 'None', Sum: 7 + 8 + 9 + 10, SampleCount: 4 },
    ]);
  });

  test('percentiles over a period', async () => {
    await using bench = await filled();
    const { Datapoints } = await bench.call('GetMetricStatistics', {
      ...ASKED,
      Period: 600,
      ExtendedStatistics: ['p50', 'p90', 'p100', 'p0.0'],
    });
    const found = Datapoints?.[0]?.ExtendedStatistics ?? {};
    assert.deepEqual(Object.keys(found), ['p50', 'p90', 'p100', 'p0.0']);
    assert.ok(Math.abs((found['p50'] ?? 0) - 5) < 0.05 && Math.abs((found['p90'] ?? 0) - 9) < 0.09);
    assert.deepEqual([found['p100'], found['p0.0']], [10, 1]);
  });

  test('each unit by itself, or the one asked for', async () => {
    await using bench = await filled();
    const put = { MetricName: 'm', Value: 5, Unit: 'Count', Timestamp: START_MS } as const;
    await bench.call('PutMetricData', { Namespace: 'A', MetricData: [put] });
    const sums = async (input: Partial<GetMetricStatisticsInput>): Promise<GetMetricStatisticsOutput['Datapoints']> =>
      (await bench.call('GetMetricStatistics', { ...ASKED, EndTime: START_MS + 1, Statistics: ['Sum'], ...input }))
        .Datapoints;
    assert.deepEqual(await sums({}), [
      { Timestamp: START_MS, Unit: 'None', Sum: 1 },
      { Timestamp: START_MS, Unit: 'Count', Sum: 5 },
    ]);
    assert.deepEqual(await sums({ Unit: 'Count' }), [{ Timestamp: START_MS, Unit: 'Count', Sum: 5 }]);
    assert.deepEqual(await sums({ Unit: 'Bytes' }), []);
  });

  const refused: readonly (readonly [string, Partial<GetMetricStatisticsInput>, string, string])[] = [
    [
      'more than 1,440 data points',
      { StartTime: START_MS - 2 * 86_400_000, Statistics: ['Sum'] },
      'InvalidParameterCombinationException',
      'You have requested up to 2890 datapoints, which exceeds the limit of 1440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
    ],
    [
      'neither kind of statistics',
      {},
      'InvalidParameterCombinationException',
      'Must specify either Statistics or ExtendedStatistics',
    ],
    [
      'an end before the start',
      { EndTime: START_MS, Statistics: ['Sum'] },
      'InvalidParameterValueException',
      'The parameter StartTime must be less than the parameter EndTime.',
    ],
    [
      'a period of 61 seconds',
      { Period: 61, Statistics: ['Sum'] },
      'InvalidParameterValueException',
      'The parameter Period must be 1, 5, 10, 20, 30, or a multiple of 60.',
    ],
    [
      'a statistic that is none',
      { ExtendedStatistics: ['p101'] },
      'InvalidParameterValueException',
      'The value p101 for parameter ExtendedStatistics is not supported.',
    ],
  ];
  for (const [name, input, error, message] of refused) {
    test(`refuses ${name}`, async () => {
      await using bench = await openBench();
      await assert.rejects(bench.call('GetMetricStatistics', { ...ASKED, ...input }), { name: error, message });
    });
  }
});
