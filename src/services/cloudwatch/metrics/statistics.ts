/** Names of statistics, and what each makes of an aggregate. */
import { type Aggregate, percentile } from './aggregate.ts';

/** Undefined where the statistic cannot be had of these values. */
export type Statistic = (aggregate: Aggregate) => number | undefined;

const SIMPLE: Readonly<Record<string, Statistic>> = {
  SampleCount: ({ count }) => count,
  Average: ({ sum, count }) => (count === 0 ? undefined : sum / count),
  Sum: ({ sum }) => sum,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
};

const PERCENTILE = /^p(\d{1,3}(?:\.\d{1,10})?)$/;

/** Undefined where there is no such statistic, or this room does not know it. */
export function parseStatistic(text: string): Statistic | undefined {
  return (Object.hasOwn(SIMPLE, text) ? SIMPLE[text] : undefined) ?? parsePercentile(text);
}

/** `p0` to `p100`, with up to ten decimals. */
export function parsePercentile(text: string): Statistic | undefined {
  const percent = Number(PERCENTILE.exec(text)?.[1] ?? Number.NaN);
  return percent >= 0 && percent <= 100 ? (aggregate) => percentile(aggregate, percent) : undefined;
}
