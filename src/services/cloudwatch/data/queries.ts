/**
 * Queries of GetMetricData and of metric math alarms, checked and computed: metrics first, then expressions in the order
 * in which they need each other.
 */
import { WireError } from '../../../wire/error.ts';
import type { Store } from '../../../storage/store.ts';
import { unsupported, validationError } from '../errors.ts';
import { MATH_VALUES_MAX, QUERY_DEPTH_MAX, REQUEST_POINTS_MAX } from '../limits.ts';
import { evaluate, type MathContext } from '../math/evaluate.ts';
import { type Expression, MathError, namesIn, parseExpression } from '../math/expression.ts';
import { count, type Series, type Value } from '../math/values.ts';
import { type MetricIdentity, identityOf } from '../metrics/identity.ts';
import { type Budget, readSeries } from '../metrics/series.ts';
import { parseStatistic, type Statistic } from '../metrics/statistics.ts';
import type { Unit } from '../metrics/units.ts';
import type { MetricDataQuery } from '../model.ts';
import type { Place } from '../store.ts';

export type Query = MetricQuery | MathQuery;

interface QueryHead {
  readonly id: string;
  readonly label: string | undefined;
  readonly returned: boolean;
}

export interface MetricQuery extends QueryHead {
  readonly type: 'metric';
  readonly metric: MetricIdentity;
  readonly periodMs: number;
  readonly stat: string;
  readonly statistic: Statistic;
  readonly unit: Unit | undefined;
}

export interface MathQuery extends QueryHead {
  readonly type: 'math';
  readonly expression: Expression;
  readonly periodMs: number | undefined;
}

/** A series with what is known besides of how it came about. */
export interface ReadMetric {
  readonly series: Series;
  /** More than one: those that the metric has in this time, of which the first was taken. */
  readonly units: readonly Unit[];
  /** Of each period: how many values it is made of. */
  readonly sampleCounts: ReadonlyMap<number, number>;
}

/** `name` is how messages call the list: `MetricDataQueries`. */
export function parseQueries(queries: readonly MetricDataQuery[], accountId: string, name: string): Query[] {
  const ids = new Set<string>();
  return queries.map((query, at) => {
    const path = `${name}.member.${at + 1}`;
    if (!/^[a-z]\w*$/.test(query.Id)) {
      throw validationError(
        `The value ${query.Id} for parameter ${path}.Id is invalid. It must begin with a lowercase letter and contain only letters, numbers and underscores.`,
      );
    }
    if (ids.has(query.Id)) throw validationError(`The values for parameter id in ${name} are not unique.`);
    ids.add(query.Id);
    if (query.AccountId !== undefined && query.AccountId !== accountId) throw unsupported(`${path}.AccountId`);
    const head = { id: query.Id, label: query.Label, returned: query.ReturnData ?? true };
    return query.Expression === undefined ? metricQuery(query, head, path) : mathQuery(query, head, path);
  });
}

function metricQuery({ MetricStat, Period }: MetricDataQuery, head: QueryHead, path: string): MetricQuery {
  // AWS, too, answers with the line break.
  if (!MetricStat) throw validationError(`The parameter ${path}.MetricStat is required.\n`);
  if (Period !== undefined)
    throw validationError(`The parameter ${path}.Period must not be specified with MetricStat.`);
  const statistic = parseStatistic(MetricStat.Stat);
  if (!statistic)
    throw validationError(`The value ${MetricStat.Stat} for parameter ${path}.MetricStat.Stat is not supported.`);
  return {
    ...head,
    type: 'metric',
    metric: identityOf(MetricStat.Metric),
    periodMs: checkPeriod(MetricStat.Period, `${path}.MetricStat.Period`) * 1000,
    stat: MetricStat.Stat,
    statistic,
    unit: MetricStat.Unit,
  };
}

function mathQuery({ Expression, Period, MetricStat }: MetricDataQuery, head: QueryHead, path: string): MathQuery {
  if (MetricStat) {
    throw validationError(
      `The parameters ${path}.Expression and ${path}.MetricStat are mutually exclusive and you have specified both.`,
    );
  }
  const text = Expression ?? '';
  if (/^\s*select\s/i.test(text)) throw unsupported('Metrics Insights (SELECT …)');
  const periodMs = Period === undefined ? undefined : checkPeriod(Period, `${path}.Period`) * 1000;
  try {
    return { ...head, type: 'math', expression: parseExpression(text), periodMs };
  } catch (error) {
    throw inExpression(head.id, error);
  }
}

/** In seconds. */
export function checkPeriod(period: number, name: string): number {
  if ([1, 5, 10, 20, 30].includes(period) || period % 60 === 0) return period;
  throw validationError(`The parameter ${name} must be 1, 5, 10, 20, 30, or a multiple of 60.`);
}

export interface Reading {
  readonly telemetry: Store;
  readonly place: Place;
  readonly startMs: number;
  readonly endMs: number;
  readonly nowMs: number;
  readonly budget: Budget;
}

/** Reads every metric of the queries, by id. */
export async function readMetrics(queries: readonly Query[], reading: Reading): Promise<Map<string, ReadMetric>> {
  const spanMs = reading.endMs - reading.startMs;
  const metrics = queries.filter((query) => query.type === 'metric');
  const points = metrics.reduce((total, { periodMs }) => total + spanMs / Math.max(periodMs, 60_000), 0);
  if (points > REQUEST_POINTS_MAX) {
    throw validationError(`The request asks for more than ${REQUEST_POINTS_MAX} data points: reduce its time range.`);
  }
  const read = new Map<string, ReadMetric>();
  for (const query of metrics) read.set(query.id, await readMetric(query, reading));
  return read;
}

async function readMetric(query: MetricQuery, reading: Reading): Promise<ReadMetric> {
  const { telemetry, place, startMs, endMs, nowMs, budget } = reading;
  const { metric, periodMs, statistic } = query;
  const periods = await readSeries(telemetry, { place, metric, startMs, endMs, periodMs }, nowMs, budget);
  const units = [...new Set([...periods.values()].flatMap((row) => [...row.keys()]))].toSorted();
  const unit = query.unit ?? units[0];
  const points = new Map<number, number>();
  const sampleCounts = new Map<number, number>();
  for (const [atMs, row] of periods) {
    const aggregate = unit && row.get(unit);
    const value = aggregate && statistic(aggregate);
    if (value === undefined) continue;
    points.set(atMs, value);
    sampleCounts.set(atMs, aggregate?.count ?? 0);
  }
  const series = { label: query.label ?? metric.name, periodMs, points };
  return { series, units: query.unit === undefined ? units : [], sampleCounts };
}

/** What each returned query gives: one series, or several of an array. */
export function computeQueries(
  queries: readonly Query[],
  read: ReadonlyMap<string, ReadMetric>,
  range: { readonly startMs: number; readonly endMs: number },
): Map<string, readonly Series[]> {
  const byId = new Map(queries.map((query) => [query.id, query]));
  const done = new Map<string, Value>();
  const periods = queries.map(({ periodMs }) => periodMs).filter((periodMs) => periodMs !== undefined);
  const smallestMs = periods.length === 0 ? 60_000 : Math.min(...periods);
  const work = { values: MATH_VALUES_MAX };
  const valueOf = (id: string, path: readonly string[]): Value => {
    const query = byId.get(id);
    if (!query) throw new MathError(`The id ${id} is not in the request`);
    const metric = read.get(id);
    if (metric) return { type: 'series', series: metric.series };
    const known = done.get(id);
    if (known || query.type === 'metric') return known ?? { type: 'list', list: [] };
    if (path.includes(id)) throw new MathError('The expressions need each other in a circle');
    if (path.length > QUERY_DEPTH_MAX) throw new MathError('The expressions are nested too deeply');
    const context: MathContext = {
      ...range,
      periodMs: Math.max(query.periodMs ?? smallestMs, 60_000),
      work,
      lookUp: (name) => valueOf(name, [...path, id]),
      metrics: (text) => [...read].filter(([name]) => name.includes(text)).map(([, { series }]) => series),
    };
    const value = evaluate(query.expression, context);
    done.set(id, value);
    return value;
  };
  const results = new Map<string, readonly Series[]>();
  for (const { id, type, returned } of queries) {
    if (!returned) continue;
    try {
      const list = seriesOfResult(valueOf(id, []), type === 'metric');
      if (type === 'math') for (const { points } of list) count(work, points.size + 1);
      results.set(id, list);
    } catch (error) {
      throw inExpression(id, error);
    }
  }
  return results;
}

function seriesOfResult(value: Value, isMetric: boolean): readonly Series[] {
  if (value.type === 'series') return [value.series];
  if (value.type === 'list' && !isMetric) return value.list;
  throw new MathError('The result must be a time series or an array of them');
}

/** Ids that an expression of the list names and that are not in it: said before anything is read. */
export function checkNames(queries: readonly Query[]): void {
  const ids = new Set(queries.map(({ id }) => id));
  for (const query of queries) {
    if (query.type !== 'math') continue;
    for (const name of namesIn(query.expression)) {
      if (/^[a-z]/.test(name) && !ids.has(name)) {
        throw inExpression(query.id, new MathError(`The id ${name} is not in the request`));
      }
    }
  }
}

function inExpression(id: string, error: unknown): unknown {
  if (!(error instanceof MathError) || error instanceof WireError) return error;
  return validationError(`Error in expression '${id}' [${error.message}]`);
}
