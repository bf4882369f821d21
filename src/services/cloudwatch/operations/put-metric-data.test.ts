import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { MINUTE, openBench, START_MS } from '../cloudwatch.fixture.ts';
import type { MetricDatum } from '../model.ts';

const DAY = 86_400_000;

suite('PutMetricData', () => {
  test('values of one minute are one data point, whichever way they came', async () => {
    await using bench = await openBench();
    const datum = { MetricName: 'Latency', Dimensions: [{ Name: 'Host', Value: 'a' }], Unit: 'Milliseconds' } as const;
    await Promise.all([
      bench.call('PutMetricData', { Namespace: 'App', MetricData: [{ ...datum, Value: 4 }] }),
      bench.call('PutMetricData', { Namespace: 'App', MetricData: [{ ...datum, Values: [1, 10], Counts: [2, 4] }] }),
    ]);
    const StatisticValues = { SampleCount: 2, Sum: 30, Minimum: 12, Maximum: 18 };
    await bench.call('PutMetricData', { Namespace: 'App', MetricData: [{ ...datum, StatisticValues }] });
    const { Datapoints } = await bench.call('GetMetricStatistics', {
      Namespace: 'App',
      MetricName: 'Latency',
      Dimensions: datum.Dimensions,
      StartTime: START_MS,
      EndTime: START_MS + MINUTE,
      Period: 60,
      Statistics: ['SampleCount', 'Sum', 'Minimum', 'Maximum', 'Average'],
    });
    const expected = { Timestamp: START_MS, Unit: 'Milliseconds', SampleCount: 9, Sum: 76, Minimum: 1, Maximum: 18 };
    assert.deepEqual(Datapoints, [{ ...expected, Average: 76 / 9 }]);
  });

  test('a thousand at once from many callers: each counts once', async () => {
    await using bench = await openBench();
    const MetricData = Array.from({ length: 50 }, (_, at) => ({ MetricName: `m${at % 5}`, Value: 1 }));
    await Promise.all(Array.from({ length: 20 }, () => bench.call('PutMetricData', { Namespace: 'App', MetricData })));
    for (const MetricName of ['m0', 'm4']) {
      const { Datapoints } = await bench.call('GetMetricStatistics', {
        Namespace: 'App',
        MetricName,
        StartTime: START_MS,
        EndTime: START_MS + MINUTE,
        Period: 60,
        Statistics: ['Sum'],
      });
      assert.equal(Datapoints?.[0]?.Sum, 200);
    }
  });

  test('is there after the stores were opened anew', async () => {
    await using bench = await openBench();
    await bench.call('PutMetricData', { Namespace: 'App', MetricData: [{ MetricName: 'm', Value: 1 }] });
    await bench.cloudwatch.close();
    await bench.spool.close();
    await bench.state.close();
    await bench.telemetry.close();
    await using again = await openBench(bench.folder);
    assert.equal((await again.call('ListMetrics', {})).Metrics?.length, 1);
  });

  const datum = (members: Partial<MetricDatum>): readonly MetricDatum[] => [{ MetricName: 'm', ...members }];
  const member = 'MetricData.member.1';
  const refused: readonly (readonly [string, readonly MetricDatum[], string, string])[] = [
    ['nothing', [], 'MissingRequiredParameterException', 'The parameter MetricData is required.'],
    [
      'no value',
      datum({}),
      'MissingRequiredParameterException',
      `At least one of the parameters ${member}.Value, ${member}.Values and ${member}.StatisticValues must be specified.`,
    ],
    // These four: recorded from AWS by public projects.
    [
      'NaN',
      datum({ Value: Number.NaN }),
      'InvalidParameterValueException',
      `The value NaN for parameter ${member}.Value is invalid.`,
    ],
    [
      'NaN in a list',
      datum({ Values: [1, Number.NaN] }),
      'InvalidParameterValueException',
      `The value NaN for parameter ${member}.Values is invalid.`,
    ],
    [
      'Value and Values',
      datum({ Value: 1, Values: [1] }),
      'InvalidParameterValueException',
      `The parameters ${member}.Value and ${member}.Values are mutually exclusive and you have specified both.`,
    ],
    [
      'Values and Counts of different length',
      datum({ Values: [1, 2], Counts: [1] }),
      'InvalidParameterValueException',
      `The parameters ${member}.Values and ${member}.Counts must be of the same size.`,
    ],
    [
      'a value and a statistic set',
      datum({ Value: 1, StatisticValues: { SampleCount: 1, Sum: 1, Minimum: 1, Maximum: 1 } }),
      'InvalidParameterCombinationException',
      `The parameters ${member}.Value and ${member}.StatisticValues are mutually exclusive and you have specified both.`,
    ],
    [
      'infinity',
      datum({ Value: Number.POSITIVE_INFINITY }),
      'InvalidParameterValueException',
      `The value Infinity for parameter ${member}.Value is invalid.`,
    ],
    [
      'more than 2^360',
      datum({ Value: 2 ** 361 }),
      'InvalidParameterValueException',
      `The value ${2 ** 361} for parameter ${member}.Value is invalid.`,
    ],
    [
      '151 values',
      datum({ Values: Array.from({ length: 151 }, () => 1) }),
      'InvalidParameterValueException',
      `The collection ${member}.Values must not have a size greater than 150.`,
    ],
    [
      '1,001 metrics',
      Array.from({ length: 1001 }, () => ({ MetricName: 'm', Value: 1 })),
      'InvalidParameterValueException',
      'The collection MetricData must not have a size greater than 1000.',
    ],
    [
      'two weeks ago and a second',
      datum({ Value: 1, Timestamp: START_MS - 14 * DAY - 1000 }),
      'InvalidParameterValueException',
      `The parameter ${member}.Timestamp must specify a time within the past two weeks.`,
    ],
    [
      'in two hours and a second',
      datum({ Value: 1, Timestamp: START_MS + 2 * 3_600_000 + 1000 }),
      'InvalidParameterValueException',
      `The parameter ${member}.Timestamp must specify a time no more than two hours in the future.`,
    ],
    [
      'high resolution',
      datum({ Value: 1, StorageResolution: 1 }),
      'ValidationError',
      `${member}.StorageResolution 1 (high resolution) is not supported by Virga.`,
    ],
    [
      'the same dimension twice',
      datum({
        Value: 1,
        Dimensions: [
          { Name: 'a', Value: 'b' },
          { Name: 'a', Value: 'c' },
        ],
      }),
      'InvalidParameterValueException',
      `The parameter ${member}.Dimensions must not have duplicate dimension names.`,
    ],
  ];
  for (const [name, MetricData, error, message] of refused) {
    test(`refuses ${name}`, async () => {
      await using bench = await openBench();
      await assert.rejects(bench.call('PutMetricData', { Namespace: 'App', MetricData }), { name: error, message });
      assert.deepEqual((await bench.call('ListMetrics', {})).Metrics, []);
    });
  }

  test('refuses namespaces of AWS', async () => {
    await using bench = await openBench();
    const put = bench.call('PutMetricData', { Namespace: 'AWS/Lambda', MetricData: [{ MetricName: 'm', Value: 1 }] });
    await assert.rejects(put, { message: 'The value AWS/ for parameter Namespace is invalid.' });
  });
});
