import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ACCOUNT, type Bench, MINUTE, openBench, START_MS } from '../cloudwatch.fixture.ts';
import type { AlarmHistoryItem, MetricAlarm, PutMetricAlarmInput } from '../model.ts';
import { javaDouble } from './reasons.ts';

const ALARM = {
  AlarmName: 'too many',
  Namespace: 'A',
  MetricName: 'm',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 2,
  ComparisonOperator: 'GreaterThanThreshold',
} as const satisfies PutMetricAlarmInput;

async function alarmOf(bench: Bench, AlarmName: string = ALARM.AlarmName): Promise<MetricAlarm> {
  const { MetricAlarms = [] } = await bench.call('DescribeAlarms', { AlarmNames: [AlarmName] });
  return MetricAlarms[0] ?? assert.fail('there is no such alarm');
}

async function history(bench: Bench): Promise<readonly AlarmHistoryItem[]> {
  return (await bench.call('DescribeAlarmHistory', { AlarmName: ALARM.AlarmName })).AlarmHistoryItems ?? [];
}

/** Puts values into the minute that runs, lets it end, and evaluates. */
async function minute(bench: Bench, ...values: readonly number[]): Promise<MetricAlarm> {
  const MetricData = values.map((Value) => ({ MetricName: 'm', Value }));
  if (values.length > 0) await bench.call('PutMetricData', { Namespace: 'A', MetricData });
  bench.clock.advance(MINUTE);
  await bench.cloudwatch.background.evaluator.evaluate();
  return alarmOf(bench);
}

suite('alarms', () => {
  test('the story of an alarm, in the words recorded from AWS', async () => {
    await using bench = await openBench();
    await bench.call('PutMetricAlarm', { ...ALARM, TreatMissingData: 'notBreaching', Unit: 'None' });
    assert.deepEqual(await alarmOf(bench), {
      AlarmName: 'too many',
      AlarmArn: `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:too many`,
      ActionsEnabled: true,
      AlarmActions: [],
      OKActions: [],
      InsufficientDataActions: [],
      AlarmConfigurationUpdatedTimestamp: START_MS,
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
      StateUpdatedTimestamp: START_MS,
      StateTransitionedTimestamp: START_MS,
      Namespace: 'A',
      MetricName: 'm',
      Dimensions: [],
      Statistic: 'Sum',
      Period: 60,
      Unit: 'None',
      EvaluationPeriods: 1,
      Threshold: 2,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    });
    const crossed = await minute(bench, 20, 1.5);
    assert.equal(crossed.StateValue, 'ALARM');
    assert.equal(
      crossed.StateReason,
      'Threshold Crossed: 1 datapoint [21.5 (24/11/26 12:00:00)] was greater than the threshold (2.0).',
    );
    assert.equal(
      crossed.StateReasonData,
      '{"version":"1.0","queryDate":"2026-11-24T12:01:00.000+0000","startDate":"2026-11-24T12:00:00.000+0000",' +
        '"unit":"None","statistic":"Sum","period":60,"recentDatapoints":[21.5],"threshold":2.0,' +
        '"evaluatedDatapoints":[{"timestamp":"2026-11-24T12:00:00.000+0000","sampleCount":2.0,"value":21.5}]}',
    );
    // The last data point stays within the range of evaluation for two more periods.
    await minute(bench);
    await minute(bench);
    const quiet = await minute(bench);
    assert.equal(
      quiet.StateReason,
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    );
    assert.equal(
      quiet.StateReasonData,
      '{"version":"1.0","queryDate":"2026-11-24T12:04:00.000+0000","unit":"None","statistic":"Sum","period":60,' +
        '"recentDatapoints":[],"threshold":2.0,"evaluatedDatapoints":[{"timestamp":"2026-11-24T12:03:00.000+0000"}]}',
    );
    assert.deepEqual(
      (await history(bench)).map(({ HistoryItemType, HistorySummary }) => [HistoryItemType, HistorySummary]),
      [
        ['StateUpdate', 'Alarm updated from ALARM to OK'],
        ['StateUpdate', 'Alarm updated from INSUFFICIENT_DATA to ALARM'],
        ['ConfigurationUpdate', 'Alarm "too many" created'],
      ],
    );
    const item = (await history(bench))[1] ?? {};
    assert.deepEqual(JSON.parse(item.HistoryData ?? ''), {
      version: '1.0',
      oldState: { stateValue: 'INSUFFICIENT_DATA', stateReason: 'Unchecked: Initial alarm creation' },
      newState: {
        stateValue: 'ALARM',
        stateReason: crossed.StateReason,
        stateReasonData: JSON.parse(crossed.StateReasonData ?? ''),
      },
    });
  });

  test('evaluates by itself, every minute', async () => {
    await using bench = await openBench();
    await bench.call('PutMetricAlarm', ALARM);
    await bench.call('PutMetricData', { Namespace: 'A', MetricData: [{ MetricName: 'm', Value: 3 }] });
    bench.clock.advance(MINUTE + 2000);
    // The round that began runs on; this waits for it.
    await bench.cloudwatch.background.evaluator.evaluate();
    assert.equal((await alarmOf(bench)).StateValue, 'ALARM');
  });

  test('M out of N: reasons say how many of how many', async () => {
    await using bench = await openBench();
    await bench.call('PutMetricAlarm', { ...ALARM, EvaluationPeriods: 3, DatapointsToAlarm: 2 });
    await minute(bench, 5);
    assert.equal((await minute(bench, 1)).StateValue, 'OK');
    assert.equal(
      (await minute(bench, 7)).StateReason,
      'Threshold Crossed: 2 out of the last 3 datapoints [7.0 (24/11/26 12:02:00), 5.0 (24/11/26 12:00:00)] were greater than the threshold (2.0) (minimum 2 datapoints for OK -> ALARM transition).',
    );
    assert.equal(
      (await minute(bench, 0)).StateReason,
      'Threshold Crossed: 2 out of the last 3 datapoints [0.0 (24/11/26 12:03:00), 1.0 (24/11/26 12:01:00)] were not greater than the threshold (2.0) (minimum 2 datapoints for ALARM -> OK transition).',
    );
  });

  test('five data points and more are quoted as the most recent ones', async () => {
    await using bench = await openBench();
    await bench.call('PutMetricAlarm', { ...ALARM, EvaluationPeriods: 6, TreatMissingData: 'ignore' });
    for (let count = 0; count < 5; count++) await minute(bench, 20_000_000);
    const list = [5, 4, 3, 2, 1].map((at) => `2.0E7 (24/11/26 12:0${at}:00)`).join(', ');
    assert.equal(
      (await minute(bench, 20_000_000)).StateReason,
      `Threshold Crossed: 6 datapoints were greater than the threshold (2.0). The most recent datapoints which crossed the threshold: [${list}].`,
    );
  });

  test('missing data: breaching after as many periods as there are, insufficient where it is missing', async () => {
    await using bench = await openBench();
    await bench.call('PutMetricAlarm', { ...ALARM, EvaluationPeriods: 2, TreatMissingData: 'breaching' });
    assert.equal(
      (await minute(bench)).StateReason,
      'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].',
    );
    await bench.call('PutMetricAlarm', { ...ALARM, EvaluationPeriods: 2 });
    const unknown = await minute(bench);
    assert.deepEqual(
      [unknown.StateValue, unknown.StateReason],
      ['INSUFFICIENT_DATA', 'Insufficient Data: 2 datapoints were unknown.'],
    );
  });

  test('percentiles, and those of too few values', async () => {
    await using bench = await openBench();
    const { Statistic: _, ...rest } = ALARM;
    await bench.call('PutMetricAlarm', {
      ...rest,
      ExtendedStatistic: 'p90',
      EvaluateLowSampleCountPercentile: 'ignore',
    });
    assert.equal((await minute(bench, ...Array.from({ length: 50 }, () => 9))).StateValue, 'INSUFFICIENT_DATA');
    for (let count = 0; count < 2; count++) await minute(bench);
    assert.equal((await minute(bench, ...Array.from({ length: 100 }, () => 9))).StateValue, 'ALARM');
  });

  test('metric math', async () => {
    await using bench = await openBench();
    const metric = (Id: string, MetricName: string): NonNullable<PutMetricAlarmInput['Metrics']>[number] => ({
      Id,
      ReturnData: false,
      MetricStat: { Metric: { Namespace: 'A', MetricName }, Period: 60, Stat: 'Sum' },
    });
    await bench.call('PutMetricAlarm', {
      AlarmName: ALARM.AlarmName,
      EvaluationPeriods: 1,
      Threshold: 10,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Metrics: [{ Id: 'share', Expression: '100 * errors / m' }, metric('m', 'm'), metric('errors', 'errors')],
    });
    await bench.call('PutMetricData', { Namespace: 'A', MetricData: [{ MetricName: 'errors', Value: 2 }] });
    const { StateReason, StateReasonData, Metrics } = await minute(bench, 10);
    assert.equal(
      StateReason,
      'Threshold Crossed: 1 datapoint [20.0 (24/11/26 12:00:00)] was greater than or equal to the threshold (10.0).',
    );
    assert.ok(!StateReasonData?.includes('sampleCount'));
    assert.equal(Metrics?.length, 3);
    const found = await bench.call('DescribeAlarmsForMetric', { Namespace: 'A', MetricName: 'errors' });
    assert.equal(found.MetricAlarms?.length, 1);
  });

  test('a change keeps the state, the tags and says so in the history', async () => {
    await using bench = await openBench();
    await bench.call('PutMetricAlarm', { ...ALARM, Tags: [{ Key: 'team', Value: 'a' }] });
    await minute(bench, 5);
    await bench.call('PutMetricAlarm', { ...ALARM, Threshold: 100, Tags: [{ Key: 'team', Value: 'b' }] });
    const alarm = await alarmOf(bench);
    assert.deepEqual([alarm.StateValue, alarm.Threshold], ['ALARM', 100]);
    assert.equal((await history(bench))[0]?.HistorySummary, 'Alarm "too many" updated');
    const ResourceARN = alarm.AlarmArn ?? '';
    const tags = async (): Promise<unknown> => (await bench.call('ListTagsForResource', { ResourceARN })).Tags;
    assert.deepEqual(await tags(), [{ Key: 'team', Value: 'a' }]);
    await bench.call('TagResource', { ResourceARN, Tags: [{ Key: 'x', Value: 'y' }] });
    await bench.call('UntagResource', { ResourceARN, TagKeys: ['team'] });
    assert.deepEqual(await tags(), [{ Key: 'x', Value: 'y' }]);
    await assert.rejects(bench.call('ListTagsForResource', { ResourceARN: `${ResourceARN}x` }), {
      name: 'ResourceNotFoundException',
    });
  });

  test('SetAlarmState holds until the next evaluation; actions can be switched off; deleted is deleted', async () => {
    await using bench = await openBench();
    await bench.call('PutMetricAlarm', ALARM);
    await minute(bench, 1);
    const state = { AlarmName: ALARM.AlarmName, StateValue: 'ALARM', StateReason: 'testing alarm' } as const;
    await bench.call('SetAlarmState', { ...state, StateReasonData: '{"a":1}' });
    const set = await alarmOf(bench);
    assert.deepEqual([set.StateValue, set.StateReason, set.StateReasonData], ['ALARM', 'testing alarm', '{"a":1}']);
    assert.equal((await minute(bench, 1)).StateValue, 'OK');
    await bench.call('DisableAlarmActions', { AlarmNames: [ALARM.AlarmName, 'none'] });
    assert.equal((await alarmOf(bench)).ActionsEnabled, false);
    await bench.call('EnableAlarmActions', { AlarmNames: [ALARM.AlarmName] });
    assert.equal((await alarmOf(bench)).ActionsEnabled, true);
    await bench.call('DeleteAlarms', { AlarmNames: [ALARM.AlarmName, 'none'] });
    assert.deepEqual((await bench.call('DescribeAlarms', {})).MetricAlarms, []);
    assert.equal((await history(bench))[0]?.HistorySummary, 'Alarm "too many" deleted');
    await bench.cloudwatch.background.evaluator.evaluate();
    await assert.rejects(bench.call('SetAlarmState', state), { name: 'ResourceNotFound' });
    await bench.call('PutMetricAlarm', ALARM);
    await assert.rejects(bench.call('SetAlarmState', { ...state, StateReasonData: '{' }), {
      name: 'InvalidFormatFault',
    });
  });

  test('DescribeAlarms: prefix, state and pages; history in pages', async () => {
    await using bench = await openBench();
    for (let at = 0; at < 7; at++) {
      await bench.call('PutMetricAlarm', { ...ALARM, AlarmName: `${at % 2 === 0 ? 'even' : 'odd'}-${at}` });
    }
    await bench.call('SetAlarmState', { AlarmName: 'odd-3', StateValue: 'OK', StateReason: 'set' });
    const names = async (input: Parameters<typeof bench.call<'DescribeAlarms'>>[1]): Promise<unknown> =>
      (await bench.call('DescribeAlarms', input)).MetricAlarms?.map(({ AlarmName }) => AlarmName);
    assert.deepEqual(await names({ AlarmNamePrefix: 'odd' }), ['odd-1', 'odd-3', 'odd-5']);
    assert.deepEqual(await names({ StateValue: 'OK' }), ['odd-3']);
    assert.deepEqual(await names({ AlarmTypes: ['CompositeAlarm'] }), []);
    const first = await bench.call('DescribeAlarms', { MaxRecords: 4 });
    const second = await bench.call('DescribeAlarms', { MaxRecords: 4, NextToken: first.NextToken });
    assert.equal((first.MetricAlarms?.length ?? 0) + (second.MetricAlarms?.length ?? 0), 7);
    assert.equal(second.NextToken, undefined);
    const seen: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await bench.call('DescribeAlarmHistory', { MaxRecords: 3, NextToken, ScanBy: 'TimestampAscending' });
      seen.push(...(page.AlarmHistoryItems ?? []).map(({ HistorySummary }) => HistorySummary));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    assert.deepEqual(
      [seen.length, seen[0], seen[7]],
      [8, 'Alarm "even-0" created', 'Alarm updated from INSUFFICIENT_DATA to OK'],
    );
  });

  test('history is gone after thirty days', async () => {
    await using bench = await openBench();
    await bench.call('PutMetricAlarm', ALARM);
    bench.clock.advance(31 * 24 * 60 * MINUTE);
    assert.deepEqual(await history(bench), []);
    await bench.cloudwatch.background.historySweeper.sweep();
    await bench.cloudwatch.background.historySweeper.sweep();
    const keys = await bench.state.range({
      prefix: ['regional', ACCOUNT, 'us-east-1', 'cloudwatch', 'alarm-history'],
      limit: 10,
    });
    assert.deepEqual(keys.entries, []);
  });
});

suite('alarms that are refused', () => {
  const { AlarmName, EvaluationPeriods, Threshold, ComparisonOperator } = ALARM;
  const WITHOUT_METRIC = { AlarmName, EvaluationPeriods, Threshold, ComparisonOperator };
  const TWO = ['m1', 'm2'].map((Id) => ({
    Id,
    ReturnData: false,
    MetricStat: { Metric: { Namespace: 'A', MetricName: 'm' }, Period: 60, Stat: 'Sum' },
  }));
  const { Statistic: _statistic, ...withoutStatistic } = ALARM;
  const { Threshold: _threshold, ...withoutThreshold } = ALARM;
  const cases: readonly (readonly [string, PutMetricAlarmInput, RegExp])[] = [
    [
      'actions',
      { ...ALARM, AlarmActions: ['arn:aws:sns:us-east-1:1:t'] },
      /^AlarmActions .* is not supported by Virga\.$/,
    ],
    ['anomaly detection', { ...ALARM, ThresholdMetricId: 'ad' }, /anomaly detection\) is not supported/],
    ['bands', { ...ALARM, ComparisonOperator: 'GreaterThanUpperThreshold' }, /anomaly detection\) is not supported/],
    ['PromQL', { ...ALARM, EvaluationCriteria: {} }, /PromQL\) is not supported/],
    ['ten seconds', { ...ALARM, Period: 10 }, /Period 10 \(high resolution\) is not supported/],
    [
      'no threshold',
      withoutThreshold,
      /Value null at 'threshold' failed to satisfy constraint: Member must not be null$/,
    ],
    ['no statistic', withoutStatistic, /Exactly one of Statistic and ExtendedStatistic/],
    [
      'more than a day',
      { ...ALARM, EvaluationPeriods: 1441 },
      /more than a day \(EvaluationPeriods \* Period must be <= 86400\)/,
    ],
    ['M over N', { ...ALARM, DatapointsToAlarm: 2 }, /DatapointsToAlarm must be less than or equal/],
    [
      'a treatment that is none',
      { ...ALARM, TreatMissingData: 'no' },
      /^Option no is not supported\. Supported options for parameter TreatMissingData/,
    ],
    [
      'an expression that gives a number',
      { ...WITHOUT_METRIC, Metrics: [{ Id: 'e', Expression: '1 + 1', Period: 60 }] },
      /^Error in expression 'e' \[The result must be a time series/,
    ],
    [
      'an expression that gives several series',
      { ...WITHOUT_METRIC, Metrics: [...TWO, { Id: 'e', Expression: 'METRICS()' }] },
      /must return a single time series/,
    ],
    [
      'no result',
      { ...WITHOUT_METRIC, Metrics: TWO },
      /^Exactly one element of the metrics list should return data\.$/,
    ],
    ['a metric and metrics', { ...ALARM, Metrics: [] }, /must not be specified with Metrics/],
  ];
  for (const [name, input, message] of cases) {
    test(name, async () => {
      await using bench = await openBench();
      await assert.rejects(bench.call('PutMetricAlarm', input), { name: 'ValidationError', message });
    });
  }
});

test('numbers as Java writes them', () => {
  assert.deepEqual([0, 1, 2.5, -3, 1e7, 12_345_678, 0.001, 0.0001, 9_999_999].map(javaDouble), [
    '0.0',
    '1.0',
    '2.5',
    '-3.0',
    '1.0E7',
    '1.2345678E7',
    '0.001',
    '1.0E-4',
    '9999999.0',
  ]);
});
