import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Bench, MINUTE, openBench, START_MS } from '../cloudwatch.fixture.ts';
import type { GetMetricDataInput, MetricDataQuery } from '../model.ts';

const RANGE = { StartTime: START_MS, EndTime: START_MS + 10 * MINUTE };

function stat(Id: string, MetricName = 'm', Stat = 'Sum', rest: Partial<MetricDataQuery> = {}): MetricDataQuery {
  return { Id, MetricStat: { Metric: { Namespace: 'A', MetricName }, Period: 60, Stat }, ...rest };
}

/** Ten minutes: 1, 2, 3 … of `m`, and half of them of `n`. */
async function filled(): Promise<Bench> {
  const bench = await openBench();
  const MetricData = Array.from({ length: 10 }, (_, at) => ({ Value: at + 1, Timestamp: START_MS + at * MINUTE }));
  await bench.call('PutMetricData', {
    Namespace: 'A',
    MetricData: [
      ...MetricData.map((datum) => ({ ...datum, MetricName: 'm' })),
      ...MetricData.filter((_, at) => at % 2 === 0).map((datum) => ({ ...datum, MetricName: 'n' })),
    ],
  });
  return bench;
}

suite('GetMetricData', () => {
  test('the newest first, or the oldest', async () => {
    await using bench = await filled();
    const read = async (ScanBy?: GetMetricDataInput['ScanBy']): Promise<readonly number[] | undefined> => {
      const answer = await bench.call('GetMetricData', { ...RANGE, MetricDataQueries: [stat('m1')], ScanBy });
      assert.deepEqual(answer.Messages, []);
      assert.deepEqual(answer.MetricDataResults?.[0]?.Label, 'm');
      return answer.MetricDataResults?.[0]?.Values;
    };
    assert.deepEqual(await read(), [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    assert.deepEqual(await read('TimestampAscending'), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('metric math over metrics that are not returned, in any order', async () => {
    await using bench = await filled();
    const { MetricDataResults } = await bench.call('GetMetricData', {
      ...RANGE,
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [
        { Id: 'rate', Expression: '100 * filled / m1', Label: 'share' },
        { Id: 'filled', Expression: 'FILL(n1, 0)', ReturnData: false },
        { Id: 'all', Expression: 'METRICS()' },
        stat('m1', 'm', 'Sum', { ReturnData: false }),
        stat('n1', 'n', 'Sum', { ReturnData: false }),
      ],
    });
    assert.deepEqual(
      MetricDataResults?.map(({ Id, Label, Values }) => [Id, Label, Values]),
      [
        ['rate', 'share', [100, 0, 100, 0, 100, 0, 100, 0, 100, 0]],
        ['all', 'm', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
        ['all', 'n', [1, 3, 5, 7, 9]],
      ],
    );
  });

  test('pages put together are the whole, each result complete once', async () => {
    await using bench = await filled();
    const got = new Map<string, number[]>();
    const complete: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await bench.call('GetMetricData', {
        ...RANGE,
        MetricDataQueries: [stat('m1'), stat('n1', 'n'), stat('empty', 'none')],
        MaxDatapoints: 4,
        NextToken,
      });
      for (const { Id = '', Values = [], StatusCode } of page.MetricDataResults ?? []) {
        got.set(Id, [...(got.get(Id) ?? []), ...Values]);
        if (StatusCode === 'Complete') complete.push(Id);
      }
      assert.ok((page.MetricDataResults ?? []).flatMap(({ Values = [] }) => Values).length <= 4);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    assert.deepEqual(Object.fromEntries(got), { m1: [10, 9, 8, 7, 6, 5, 4, 3, 2, 1], n1: [9, 7, 5, 3, 1], empty: [] });
    assert.deepEqual(complete, ['m1', 'n1', 'empty']);
  });

  test('labels say what differs (recorded from AWS, 2023-12), or what is asked for', async () => {
    await using bench = await filled();
    const labels = async (MetricDataQueries: readonly MetricDataQuery[]): Promise<unknown> =>
      (await bench.call('GetMetricData', { ...RANGE, MetricDataQueries })).MetricDataResults?.map(({ Label }) => Label);
    assert.deepEqual(await labels([stat('a'), stat('b', 'm', 'Minimum')]), ['m Sum', 'm Minimum']);
    assert.deepEqual(await labels([stat('a'), stat('b', 'n')]), ['m', 'n']);
    const dynamic = "${LABEL} ${PROP('Stat')} of ${PROP('Region')}: ${MAX}, ${LAST}";
    assert.deepEqual(await labels([stat('a', 'm', 'Sum', { Label: dynamic })]), ['m Sum of us-east-1: 10, 10']);
  });

  test('several units are one, and a message says so (recorded from AWS, 2023-12)', async () => {
    await using bench = await openBench();
    const MetricData = (['Seconds', 'Milliseconds', 'Count'] as const).map((Unit) => ({
      MetricName: 'm',
      Value: 5,
      Unit,
    }));
    await bench.call('PutMetricData', { Namespace: 'A', MetricData });
    const { MetricDataResults } = await bench.call('GetMetricData', { ...RANGE, MetricDataQueries: [stat('m1')] });
    const Value = "Multiple units returned: '[Count, Milliseconds, Seconds]'";
    assert.deepEqual(MetricDataResults?.[0]?.Messages, [{ Code: 'MultipleUnits', Value }]);
    assert.deepEqual(MetricDataResults?.[0]?.Values, [5]);
  });

  const refused: readonly (readonly [string, Partial<GetMetricDataInput>, RegExp])[] = [
    ['an end before the start', { EndTime: START_MS - 1 }, /^The parameter EndTime must be greater than StartTime\.$/],
    ['an empty range', { EndTime: START_MS }, /^The parameter StartTime must not equal parameter EndTime\.$/],
    [
      'a query of nothing',
      { MetricDataQueries: [{ Id: 'a' }] },
      /^The parameter MetricDataQueries\.member\.1\.MetricStat is required\.\n$/,
    ],
    ['an id twice', { MetricDataQueries: [stat('a'), stat('a')] }, /not unique/],
    ['an id in upper case', { MetricDataQueries: [stat('A1')] }, /must begin with a lowercase letter/],
    [
      'an unknown statistic',
      { MetricDataQueries: [stat('a', 'm', 'TM(10%:90%)')] },
      /TM\(10%:90%\) .* is not supported/,
    ],
    [
      'an unknown id',
      { MetricDataQueries: [{ Id: 'e', Expression: 'm9 + 1' }] },
      /^Error in expression 'e' \[The id m9/,
    ],
    [
      'a circle',
      {
        MetricDataQueries: [
          { Id: 'e', Expression: 'f' },
          { Id: 'f', Expression: 'e' },
        ],
      },
      /circle/,
    ],
    ['a number as the result', { MetricDataQueries: [{ Id: 'e', Expression: '1 + 1' }] }, /must be a time series/],
    [
      'SEARCH',
      { MetricDataQueries: [{ Id: 'e', Expression: "SEARCH('x', 'Sum', 60)" }] },
      /SEARCH is not supported by Virga/,
    ],
    [
      'Metrics Insights',
      { MetricDataQueries: [{ Id: 'e', Expression: 'SELECT AVG(x) FROM y' }] },
      /not supported by Virga/,
    ],
    [
      'labels of times',
      { MetricDataQueries: [stat('a', 'm', 'Sum', { Label: '${MAX_TIME}' })] },
      /MAX_TIME.*not supported/,
    ],
    ['a broken token', { NextToken: '!' }, /NextToken is invalid/],
    ['501 queries', { MetricDataQueries: Array.from({ length: 501 }, (_, at) => stat(`m${at}`)) }, /greater than 500/],
    [
      'arrays that grow by powers',
      {
        MetricDataQueries: [
          { Id: 'e1', Expression: `[${Array.from({ length: 100 }, () => 'm1').join(',')}]`, ReturnData: false },
          { Id: 'e2', Expression: `[${Array.from({ length: 100 }, () => 'e1').join(',')}]`, ReturnData: false },
          { Id: 'e3', Expression: `[${Array.from({ length: 100 }, () => 'e2').join(',')}]` },
          stat('m1'),
        ],
      },
      /computes too many values/,
    ],
    ['too much', { StartTime: 0, MetricDataQueries: [stat('a')] }, /more than 720000 data points/],
  ];
  for (const [name, input, message] of refused) {
    test(`refuses ${name}`, async () => {
      await using bench = await openBench();
      await assert.rejects(bench.call('GetMetricData', { ...RANGE, MetricDataQueries: [stat('m1')], ...input }), {
        message,
      });
    });
  }
});
