/** One evaluation of one alarm: reads its metrics, decides, and says what the new state is. */
import type { Store } from '../../../storage/store.ts';
import { computeQueries, parseQueries, type ReadMetric, readMetrics } from '../data/queries.ts';
import { ALARM_EXTRA_POINTS, ALARM_ROWS_MAX, MINUTE_MS } from '../limits.ts';
import type { Series } from '../math/values.ts';
import type { MetricDataQuery } from '../model.ts';
import type { Alarm, AlarmBody } from '../store.ts';
import type { NewState } from './alarms.ts';
import { type AlarmPoint, type AlarmRule, decide, type TreatMissing } from './decide.ts';
import { reasonData, reasonOf } from './reasons.ts';

/** Undefined where the state stays as it is. */
export async function evaluateAlarm(telemetry: Store, alarm: Alarm, nowMs: number): Promise<NewState | undefined> {
  const { body } = alarm;
  const rule = ruleOf(body);
  const { points, periodMs } = await pointsOf(telemetry, alarm, rule, nowMs);
  if (isTooFew(body, points)) return undefined;
  const decision = decide(rule, points);
  const { state } = decision;
  if (state === 'keep' || state === body.StateValue) return undefined;
  return {
    value: state,
    reason: reasonOf(body, rule, state, decision),
    data: reasonData(body, decision, points, periodMs / 1000, nowMs),
  };
}

function ruleOf(body: AlarmBody): AlarmRule {
  const { EvaluationPeriods = 1, Threshold = 0, ComparisonOperator } = body;
  return {
    evaluationPeriods: EvaluationPeriods,
    datapointsToAlarm: body.DatapointsToAlarm ?? EvaluationPeriods,
    treatMissing: TREATMENTS.find((name) => name === body.TreatMissingData) ?? 'missing',
    breaches: (value) => BREACHES[ComparisonOperator ?? '']?.(value, Threshold) ?? false,
  };
}

const TREATMENTS: readonly TreatMissing[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

const BREACHES: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

interface Points {
  /** The newest first. */
  readonly points: readonly AlarmPoint[];
  readonly periodMs: number;
}

async function pointsOf(telemetry: Store, alarm: Alarm, rule: AlarmRule, nowMs: number): Promise<Points> {
  const queries = parseQueries(queriesOf(alarm.body), alarm.accountId, 'Metrics');
  const periodMs = queries.find((query) => query.periodMs !== undefined)?.periodMs ?? MINUTE_MS;
  const count = rule.evaluationPeriods + ALARM_EXTRA_POINTS;
  // Periods end with the last whole minute, so that an alarm of five minutes is evaluated anew each minute.
  const endMs = nowMs - (nowMs % MINUTE_MS);
  const range = { startMs: endMs - count * periodMs, endMs };
  const reading = { telemetry, place: alarm, ...range, nowMs, budget: { rows: ALARM_ROWS_MAX } };
  const read = await readMetrics(queries, reading);
  const [series] = [...computeQueries(queries, read, range).values()].flat();
  const sampled = alarm.body.Metrics === undefined ? [...read.values()][0] : undefined;
  return { points: pointsIn(range, periodMs, series, sampled), periodMs };
}

function queriesOf(body: AlarmBody): readonly MetricDataQuery[] {
  if (body.Metrics) return body.Metrics;
  const { Namespace, MetricName, Dimensions, Period = 60, Unit } = body;
  const Stat = body.Statistic ?? body.ExtendedStatistic ?? '';
  return [{ Id: 'm', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat, Unit } }];
}

function pointsIn(
  range: { readonly startMs: number; readonly endMs: number },
  periodMs: number,
  series: Series | undefined,
  sampled: ReadMetric | undefined,
): AlarmPoint[] {
  const points: AlarmPoint[] = [];
  for (let atMs = range.endMs - periodMs; atMs >= range.startMs; atMs -= periodMs) {
    points.push({ atMs, value: series?.points.get(atMs), sampleCount: sampled?.sampleCounts.get(atMs) });
  }
  return points;
}

/**
 * EvaluateLowSampleCountPercentile: ignore. A percentile of the upper half needs 10/(1-p) values, one of the lower half
 * 10/p ("Percentile-based alarms and low data samples", user guide, 2026-11-24).
 */
function isTooFew(body: AlarmBody, points: readonly AlarmPoint[]): boolean {
  if (body.EvaluateLowSampleCountPercentile !== 'ignore') return false;
  const part = Number(body.ExtendedStatistic?.slice(1)) / 100;
  const least = 10 / (part >= 0.5 ? 1 - part : part);
  return points.some(({ sampleCount }) => sampleCount !== undefined && sampleCount < least - 1e-9);
}
