/** What PutMetricAlarm is given: checked, and made into the body of an alarm. */
import { checkNames, computeQueries, parseQueries, type Query, type ReadMetric } from '../data/queries.ts';
import { unsupported, validationError } from '../errors.ts';
import { ALARM_LONG_RANGE_MAX_S, ALARM_METRICS_MAX, ALARM_QUERIES_MAX, ALARM_RANGE_MAX_S, HOUR_MS } from '../limits.ts';
import { sortedPairs } from '../metrics/identity.ts';
import { parsePercentile } from '../metrics/statistics.ts';
import type { PutMetricAlarmInput } from '../model.ts';
import type { AlarmBody } from '../store.ts';

export type Configuration = Omit<
  AlarmBody,
  'StateValue' | 'StateReason' | 'StateReasonData' | 'StateUpdatedTimestamp' | 'StateTransitionedTimestamp'
>;

export function configurationOf(input: PutMetricAlarmInput, accountId: string, nowMs: number): Configuration {
  refuseUnsupported(input);
  const needed = required(input);
  checkChoices(input, needed.EvaluationPeriods);
  const watched = input.Metrics === undefined ? singleMetric(input) : mathMetrics(input, accountId);
  checkRange(watched.periodS, needed.EvaluationPeriods);
  return {
    ...defined({
      AlarmDescription: input.AlarmDescription,
      DatapointsToAlarm: input.DatapointsToAlarm,
      TreatMissingData: input.TreatMissingData,
      EvaluateLowSampleCountPercentile: input.EvaluateLowSampleCountPercentile,
    }),
    ...needed,
    ...watched.body,
    ActionsEnabled: input.ActionsEnabled ?? true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    AlarmConfigurationUpdatedTimestamp: nowMs,
  };
}

/** See README.md, Gaps. */
function refuseUnsupported(input: PutMetricAlarmInput): void {
  for (const member of ['AlarmActions', 'OKActions', 'InsufficientDataActions'] as const) {
    if ((input[member] ?? []).length > 0)
      throw unsupported(`${member} (alarms change their state, and act on nothing yet)`);
  }
  if (input.EvaluationCriteria) throw unsupported('EvaluationCriteria (PromQL)');
  if (input.EvaluationInterval !== undefined) throw unsupported('EvaluationInterval');
  if (input.ThresholdMetricId !== undefined) throw unsupported('ThresholdMetricId (anomaly detection)');
  if (input.ComparisonOperator !== undefined && !OPERATORS.has(input.ComparisonOperator)) {
    throw unsupported(`ComparisonOperator ${input.ComparisonOperator} (anomaly detection)`);
  }
}

const OPERATORS: ReadonlySet<string> = new Set([
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
]);

type Needed = Pick<Required<Configuration>, 'EvaluationPeriods' | 'Threshold' | 'ComparisonOperator'> & {
  readonly EvaluationPeriods: number;
};

function required({ EvaluationPeriods, Threshold, ComparisonOperator }: PutMetricAlarmInput): Needed {
  if (ComparisonOperator === undefined) throw isNull('comparisonOperator');
  if (EvaluationPeriods === undefined) throw isNull('evaluationPeriods');
  if (Threshold === undefined) throw isNull('threshold');
  if (!Number.isFinite(Threshold)) throw validationError(`The value ${Threshold} for parameter Threshold is invalid.`);
  return { EvaluationPeriods, Threshold, ComparisonOperator };
}

function isNull(member: string): Error {
  return validationError(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

function checkChoices(input: PutMetricAlarmInput, evaluationPeriods: number): void {
  const { TreatMissingData, EvaluateLowSampleCountPercentile, DatapointsToAlarm, ExtendedStatistic } = input;
  if (
    TreatMissingData !== undefined &&
    !['breaching', 'notBreaching', 'ignore', 'missing'].includes(TreatMissingData)
  ) {
    throw validationError(
      `Option ${TreatMissingData} is not supported. Supported options for parameter TreatMissingData are breaching, notBreaching, ignore and missing.`,
    );
  }
  if (EvaluateLowSampleCountPercentile !== undefined) {
    if (!['evaluate', 'ignore'].includes(EvaluateLowSampleCountPercentile)) {
      throw validationError(
        `Option ${EvaluateLowSampleCountPercentile} is not supported. Supported options for parameter EvaluateLowSampleCountPercentile are evaluate and ignore.`,
      );
    }
    if (ExtendedStatistic === undefined) {
      throw validationError('EvaluateLowSampleCountPercentile can be used only with an ExtendedStatistic.');
    }
  }
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > evaluationPeriods) {
    throw validationError('DatapointsToAlarm must be less than or equal to EvaluationPeriods.');
  }
}

interface Watched {
  readonly body: Partial<Configuration>;
  readonly periodS: number;
}

function singleMetric(input: PutMetricAlarmInput): Watched {
  const { Namespace, MetricName, Period, Statistic, ExtendedStatistic, Unit } = input;
  if (MetricName === undefined) throw validationError('Exactly one of MetricName and Metrics must be specified.');
  if (Namespace === undefined) throw validationError('The parameter Namespace is required.');
  if (Period === undefined) throw validationError('The parameter Period is required.');
  if ((Statistic === undefined) === (ExtendedStatistic === undefined)) {
    throw validationError('Exactly one of Statistic and ExtendedStatistic must be specified.');
  }
  if (ExtendedStatistic !== undefined && !parsePercentile(ExtendedStatistic)) {
    throw validationError(`The value ${ExtendedStatistic} for parameter ExtendedStatistic is not supported.`);
  }
  const Dimensions = sortedPairs(input.Dimensions).map(([Name, Value]) => ({ Name, Value }));
  const body = { Namespace, MetricName, Period, Dimensions, ...defined({ Statistic, ExtendedStatistic, Unit }) };
  return { body, periodS: checkAlarmPeriod(Period) };
}

function mathMetrics(input: PutMetricAlarmInput, accountId: string): Watched {
  const { Metrics = [] } = input;
  for (const member of [
    'MetricName',
    'Namespace',
    'Period',
    'Statistic',
    'ExtendedStatistic',
    'Dimensions',
    'Unit',
  ] as const) {
    if (input[member] !== undefined)
      throw validationError(`The parameter ${member} must not be specified with Metrics.`);
  }
  if (Metrics.length > ALARM_QUERIES_MAX) {
    throw validationError(`The collection Metrics must not have a size greater than ${ALARM_QUERIES_MAX}.`);
  }
  const queries = parseQueries(Metrics, accountId, 'Metrics');
  checkNames(queries);
  if (queries.filter(({ returned }) => returned).length !== 1) {
    throw validationError('Exactly one element of the metrics list should return data.');
  }
  const metrics = queries.filter(({ type }) => type === 'metric');
  if (metrics.length > ALARM_METRICS_MAX) {
    throw validationError(`Metrics list can have at most ${ALARM_METRICS_MAX} metrics.`);
  }
  const periods = new Set(queries.map(({ periodMs }) => periodMs).filter((periodMs) => periodMs !== undefined));
  const [periodMs] = periods;
  if (periodMs === undefined) throw validationError('At least one element of the metrics list must have a Period.');
  if (periods.size > 1) throw validationError('All elements of the metrics list must have the same Period.');
  checkResult(queries, periodMs);
  return { body: { Metrics }, periodS: checkAlarmPeriod(periodMs / 1000) };
}

/** Computed once without data, so that what can never be evaluated is said to who makes it. */
function checkResult(queries: readonly Query[], periodMs: number): void {
  const empty = queries
    .filter(({ type }) => type === 'metric')
    .map(({ id }): [string, ReadMetric] => [
      id,
      { series: { label: id, periodMs, points: new Map() }, units: [], sampleCounts: new Map() },
    ]);
  const [result] = computeQueries(queries, new Map(empty), { startMs: 0, endMs: periodMs }).values();
  if (result?.length !== 1) throw validationError('The expression of an alarm must return a single time series.');
}

function checkAlarmPeriod(period: number): number {
  if (period === 10 || period === 20 || period === 30) throw unsupported(`Period ${period} (high resolution)`);
  if (period % 60 !== 0) throw validationError('Period must be 10, 20, 30 or a multiple of 60.');
  return period;
}

function checkRange(periodS: number, evaluationPeriods: number): void {
  const isLong = periodS * 1000 >= HOUR_MS;
  const most = isLong ? ALARM_LONG_RANGE_MAX_S : ALARM_RANGE_MAX_S;
  if (periodS * evaluationPeriods <= most) return;
  throw validationError(
    `Metrics cannot be checked across more than ${isLong ? '7 days' : 'a day'} (EvaluationPeriods * Period must be <= ${most}).`,
  );
}

function defined<T extends object>(members: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}
