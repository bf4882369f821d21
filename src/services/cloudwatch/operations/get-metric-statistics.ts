/** GetMetricStatistics: one metric, each unit by itself. */
import { roundedStart } from '../data/range.ts';
import { invalidCombination, invalidValue } from '../errors.ts';
import { STATISTICS_POINTS_MAX } from '../limits.ts';
import type { Aggregate } from '../metrics/aggregate.ts';
import { identityOf } from '../metrics/identity.ts';
import { readSeries, requestBudget } from '../metrics/series.ts';
import { parsePercentile, parseStatistic, type Statistic } from '../metrics/statistics.ts';
import type { Unit } from '../metrics/units.ts';
import type { Datapoint, GetMetricStatisticsInput, GetMetricStatisticsOutput } from '../model.ts';
import type { CloudwatchContext } from '../service.ts';

type Named = readonly [name: string, statistic: Statistic];

export async function getMetricStatistics(
  ctx: CloudwatchContext,
  input: GetMetricStatisticsInput,
): Promise<GetMetricStatisticsOutput> {
  const nowMs = ctx.clock.nowMs();
  const startMs = roundedStart(input.StartTime, nowMs);
  check(input, startMs);
  const statistics = (input.Statistics ?? []).map((name) => named(name, parseStatistic(name), 'Statistics'));
  const extended = (input.ExtendedStatistics ?? []).map((name) =>
    named(name, parsePercentile(name), 'ExtendedStatistics'),
  );
  await ctx.parts.drain();
  const question = {
    place: ctx,
    metric: identityOf(input),
    startMs,
    endMs: input.EndTime,
    periodMs: input.Period * 1000,
  };
  const periods = await readSeries(ctx.parts.telemetry, question, nowMs, requestBudget());
  const Datapoints: Datapoint[] = [];
  for (const [atMs, row] of [...periods].toSorted(([a], [b]) => a - b)) {
    for (const [unit, aggregate] of row) {
      if (input.Unit !== undefined && input.Unit !== unit) continue;
      const point = datapointOf(atMs, unit, aggregate, statistics, extended);
      if (point) Datapoints.push(point);
    }
  }
  return { Label: input.MetricName, Datapoints };
}

function check(input: GetMetricStatisticsInput, startMs: number): void {
  const { StartTime, EndTime, Period, Statistics, ExtendedStatistics } = input;
  if (StartTime >= EndTime) throw invalidValue('The parameter StartTime must be less than the parameter EndTime.');
  if (![1, 5, 10, 20, 30].includes(Period) && Period % 60 !== 0) {
    throw invalidValue('The parameter Period must be 1, 5, 10, 20, 30, or a multiple of 60.');
  }
  if (!Statistics === !ExtendedStatistics) {
    throw invalidCombination('Must specify either Statistics or ExtendedStatistics');
  }
  const points = Math.ceil((EndTime - startMs) / 1000 / Period);
  if (points > STATISTICS_POINTS_MAX) {
    throw invalidCombination(
      `You have requested up to ${points} datapoints, which exceeds the limit of ${STATISTICS_POINTS_MAX}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
  }
}

function named(name: string, statistic: Statistic | undefined, parameter: string): Named {
  if (statistic) return [name, statistic];
  throw invalidValue(`The value ${name} for parameter ${parameter} is not supported.`);
}

/** Undefined where none of the statistics can be had. */
function datapointOf(
  atMs: number,
  unit: Unit,
  aggregate: Aggregate,
  statistics: readonly Named[],
  extended: readonly Named[],
): Datapoint | undefined {
  const values = valuesOf(aggregate, statistics);
  const percentiles = valuesOf(aggregate, extended);
  if (Object.keys(values).length + Object.keys(percentiles).length === 0) return undefined;
  return {
    Timestamp: atMs,
    Unit: unit,
    ...values,
    ...(extended.length > 0 && { ExtendedStatistics: percentiles }),
  };
}

function valuesOf(aggregate: Aggregate, statistics: readonly Named[]): Record<string, number> {
  const values = statistics.map(([name, statistic]) => [name, statistic(aggregate)] as const);
  return Object.fromEntries(values.filter((pair): pair is [string, number] => pair[1] !== undefined));
}
