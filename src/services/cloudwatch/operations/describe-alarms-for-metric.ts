/** DescribeAlarmsForMetric: alarms of one metric, by themselves or within an expression. All at once, as on AWS. */
import type { Key } from '../../../storage/store.ts';
import { describeAlarm } from '../alarms/alarms.ts';
import { ROWS_PAGE } from '../limits.ts';
import { sortedPairs } from '../metrics/identity.ts';
import type { DescribeAlarmsForMetricInput, DescribeAlarmsForMetricOutput, Dimension, MetricAlarm } from '../model.ts';
import type { CloudwatchContext } from '../service.ts';
import { alarmKeys, type AlarmBody, alarmRecord } from '../store.ts';

export async function describeAlarmsForMetric(
  ctx: CloudwatchContext,
  input: DescribeAlarmsForMetricInput,
): Promise<DescribeAlarmsForMetricOutput> {
  const MetricAlarms: MetricAlarm[] = [];
  let after: Key | undefined;
  do {
    const page = await ctx.store.range({ prefix: alarmKeys.alarms(ctx), limit: ROWS_PAGE, ...(after && { after }) });
    for (const { value } of page.entries) {
      const alarm = alarmRecord.decode(value);
      if (watchedIn(alarm.body).some((watched) => isThat(watched, input))) MetricAlarms.push(describeAlarm(alarm));
    }
    after = page.next;
  } while (after);
  return { MetricAlarms };
}

interface Watched {
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly dimensions: readonly Dimension[] | undefined;
  readonly stat: string | undefined;
  readonly period: number | undefined;
  readonly unit: string | undefined;
}

function watchedIn(body: AlarmBody): Watched[] {
  if (!body.Metrics) {
    const { Namespace: namespace, MetricName: name, Dimensions: dimensions, Period: period, Unit: unit } = body;
    return [{ namespace, name, dimensions, period, unit, stat: body.Statistic ?? body.ExtendedStatistic }];
  }
  return body.Metrics.flatMap(({ MetricStat }) => {
    if (!MetricStat) return [];
    const { Namespace: namespace, MetricName: name, Dimensions: dimensions } = MetricStat.Metric;
    return [{ namespace, name, dimensions, stat: MetricStat.Stat, period: MetricStat.Period, unit: MetricStat.Unit }];
  });
}

function isThat(watched: Watched, input: DescribeAlarmsForMetricInput): boolean {
  const stat = input.Statistic ?? input.ExtendedStatistic;
  return (
    watched.namespace === input.Namespace &&
    watched.name === input.MetricName &&
    JSON.stringify(sortedPairs(watched.dimensions)) === JSON.stringify(sortedPairs(input.Dimensions)) &&
    (stat === undefined || stat === watched.stat) &&
    (input.Period === undefined || input.Period === watched.period) &&
    (input.Unit === undefined || input.Unit === watched.unit)
  );
}
