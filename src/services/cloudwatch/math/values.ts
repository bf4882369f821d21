/** What metric math computes with, and how one-by-one operations spread over it. */
import { MathError } from './expression.ts';

/** One time series. Its points have finite values, in no order. */
export interface Series {
  readonly label: string;
  readonly periodMs: number;
  readonly points: ReadonlyMap<number, number>;
}

export type Value =
  | { readonly type: 'scalar'; readonly value: number }
  | { readonly type: 'series'; readonly series: Series }
  | { readonly type: 'list'; readonly list: readonly Series[] }
  | { readonly type: 'text'; readonly text: string };

/** Values that an evaluation may still compute. */
export interface Work {
  values: number;
}

export const scalar = (value: number): Value => ({ type: 'scalar', value });
export const seriesValue = (series: Series): Value => ({ type: 'series', series });
export const listValue = (list: readonly Series[]): Value => ({ type: 'list', list });

export function count(work: Work, values: number): void {
  work.values -= values;
  if (work.values < 0) throw new MathError('The expression computes too many values');
}

/** Points in order of time. */
export function sortedPoints({ points }: Series): [atMs: number, value: number][] {
  return [...points].toSorted(([a], [b]) => a - b);
}

/** A series of the points that have a finite value. */
export function seriesOf(like: Series, points: Iterable<readonly [number, number]>, label = like.label): Series {
  const kept = new Map<number, number>();
  for (const [atMs, value] of points) if (Number.isFinite(value)) kept.set(atMs, value);
  return { label, periodMs: like.periodMs, points: kept };
}

/** `change` on every value. */
export function mapped(work: Work, value: Value, change: (value: number, atMs: number) => number): Value {
  const ofSeries = (series: Series): Series => {
    count(work, series.points.size + 1);
    return seriesOf(
      series,
      [...series.points].map(([atMs, each]) => [atMs, change(each, atMs)]),
    );
  };
  if (value.type === 'scalar') return scalar(change(value.value, Number.NaN));
  if (value.type === 'series') return seriesValue(ofSeries(value.series));
  if (value.type === 'list') return listValue(value.list.map(ofSeries));
  throw new MathError('Text cannot be computed with');
}

/** `join` on values of the same time: a point that one side lacks is lacking. */
export function combined(work: Work, left: Value, right: Value, join: (a: number, b: number) => number): Value {
  if (left.type === 'text' || right.type === 'text') throw new MathError('Text cannot be computed with');
  if (right.type === 'scalar') return mapped(work, left, (value) => join(value, right.value));
  if (left.type === 'scalar') return mapped(work, right, (value) => join(left.value, value));
  const both = (a: Series, b: Series): Series => joinedSeries(work, a, b, join);
  if (left.type === 'series') {
    const { series } = left;
    if (right.type === 'series') return seriesValue(both(series, right.series));
    return listValue(right.list.map((each) => both(series, each)));
  }
  if (right.type === 'series') return listValue(left.list.map((each) => both(each, right.series)));
  if (left.list.length !== right.list.length) throw new MathError('The arrays are not of the same length');
  return listValue(left.list.map((each, at) => both(each, right.list[at] ?? each)));
}

function joinedSeries(work: Work, a: Series, b: Series, join: (a: number, b: number) => number): Series {
  count(work, a.points.size + 1);
  const points: [number, number][] = [];
  for (const [atMs, value] of a.points) {
    const other = b.points.get(atMs);
    if (other !== undefined) points.push([atMs, join(value, other)]);
  }
  const like = a.periodMs >= b.periodMs ? a : b;
  return seriesOf(like, points, `${a.label} ${b.label}`);
}
