/** Labels of results: the default one, and what stands in `${…}` of a given one. */
import { unsupported } from '../errors.ts';
import { type Series, sortedPoints } from '../math/values.ts';
import type { Place } from '../store.ts';
import type { MetricQuery, Query } from './queries.ts';

/**
 * The metric's name, with the statistic where those of the request differ, and the period where those differ
 * (`metric1 Sum 60`, recorded from AWS, 2023-12).
 */
export function defaultLabels(queries: readonly Query[]): ReadonlyMap<string, string> {
  const metrics = queries.filter((query) => query.type === 'metric');
  const differ = (of: (query: MetricQuery) => unknown): boolean => new Set(metrics.map(of)).size > 1;
  const [stats, periods] = [differ(({ stat }) => stat), differ(({ periodMs }) => periodMs)];
  return new Map(
    queries.map((query) => {
      if (query.type === 'math') return [query.id, query.id];
      const parts = [query.metric.name, ...(stats ? [query.stat] : []), ...(periods ? [query.periodMs / 1000] : [])];
      return [query.id, parts.join(' ')];
    }),
  );
}

/** Said before anything is read: `${…}` that this room does not know is refused. */
export function checkLabel(label: string): void {
  for (const [text, inner = ''] of label.matchAll(DYNAMIC)) {
    if (!Object.hasOwn(MEASURES, inner) && inner !== 'LABEL' && !PROPERTY.test(inner)) {
      throw unsupported(`The dynamic label ${text}`);
    }
  }
}

export function labelOf(query: Query, fallback: string, series: Series, place: Place): string {
  if (query.label === undefined) return fallback;
  return query.label.replaceAll(DYNAMIC, (text, inner: string) => {
    if (inner === 'LABEL') return fallback;
    const measure = Object.hasOwn(MEASURES, inner) ? MEASURES[inner] : undefined;
    if (measure) return series.points.size === 0 ? '--' : String(measure(series));
    return propertyOf(query, PROPERTY.exec(inner)?.[1] ?? '', place) ?? text;
  });
}

const DYNAMIC = /\$\{([^}]*)\}/g;
const PROPERTY = /^PROP\('((?:Dim\..+)|AccountId|MetricName|Namespace|Period|Region|Stat)'\)$/;

const valuesOf = (series: Series): number[] => sortedPoints(series).map(([, value]) => value);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const MEASURES: Readonly<Record<string, (series: Series) => number>> = {
  AVG: (series) => sum(valuesOf(series)) / series.points.size,
  DATAPOINT_COUNT: (series) => series.points.size,
  FIRST: (series) => valuesOf(series)[0] ?? 0,
  LAST: (series) => valuesOf(series).at(-1) ?? 0,
  MAX: (series) => valuesOf(series).reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  MIN: (series) => valuesOf(series).reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
  SUM: (series) => sum(valuesOf(series)),
};

function propertyOf(query: Query, property: string, place: Place): string | undefined {
  if (property === 'AccountId') return place.accountId;
  if (property === 'Region') return place.region;
  if (query.type === 'math') return undefined;
  const { metric, periodMs, stat } = query;
  if (property.startsWith('Dim.')) return metric.dimensions.find(([name]) => `Dim.${name}` === property)?.[1];
  const properties: Readonly<Record<string, string>> = {
    MetricName: metric.name,
    Namespace: metric.namespace,
    Period: String(periodMs / 1000),
    Stat: stat,
  };
  return properties[property];
}
