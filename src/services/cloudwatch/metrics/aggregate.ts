/** What is kept of the values of one metric, one unit and one span of time: enough for every statistic, and mergeable. */
import { addTo, bounded, bucketOf, type Buckets, percentileOf, weightOf } from './sketch.ts';

export interface Aggregate {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Of less weight than `count` where a part came as a statistic set: there are no percentiles then. */
  readonly buckets: Buckets;
}

export function ofValue(value: number): Aggregate {
  return { count: 1, sum: value, min: value, max: value, buckets: new Map([[bucketOf(value), 1]]) };
}

/** Each value as often as its count says. Values of count 0 are none; undefined where there are no others. */
export function ofValues(values: readonly number[], counts: readonly number[]): Aggregate | undefined {
  let [count, sum, min, max] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const buckets: Buckets = new Map();
  for (const [at, value] of values.entries()) {
    const times = counts[at] ?? 1;
    if (times === 0) continue;
    count += times;
    sum += value * times;
    min = Math.min(min, value);
    max = Math.max(max, value);
    addTo(buckets, bucketOf(value), times);
  }
  return count === 0 ? undefined : { count, sum, min, max, buckets: bounded(buckets) };
}

/** Its values are known where there is one, or all are the same: "the SampleCount … is 1, Min and Max … are equal". */
export function ofStatistics(count: number, sum: number, min: number, max: number): Aggregate {
  const isKnown = min === max || count === 1;
  return { count, sum, min, max, buckets: isKnown ? new Map([[bucketOf(max), count]]) : new Map() };
}

export function merged(a: Aggregate, b: Aggregate): Aggregate {
  const [larger, smaller] = a.buckets.size >= b.buckets.size ? [a.buckets, b.buckets] : [b.buckets, a.buckets];
  const buckets = new Map(larger);
  for (const [bucket, weight] of smaller) addTo(buckets, bucket, weight);
  return {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    buckets: bounded(buckets),
  };
}

/** Undefined where not all values are known. */
export function percentile({ buckets, count, min, max }: Aggregate, percent: number): number | undefined {
  if (Math.abs(weightOf(buckets) - count) > count * 1e-9) return undefined;
  if (percent === 0) return min;
  if (percent === 100) return max;
  return Math.min(max, Math.max(min, percentileOf(buckets, percent)));
}
