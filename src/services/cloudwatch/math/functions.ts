/** The functions of metric math ("Using metric math", user guide, 2026-11-24). */
import type { MathContext } from './evaluate.ts';
import { MathError } from './expression.ts';
import { fill } from './fill.ts';
import { ifElse } from './if-else.ts';
import {
  count,
  listValue,
  mapped,
  scalar,
  type Series,
  seriesOf,
  seriesValue,
  sortedPoints,
  type Value,
} from './values.ts';

export interface MathFunction {
  /** The fewest and the most. */
  readonly arguments: readonly [number, number];
  run(values: readonly Value[], context: MathContext): Value;
}

/** AWS has them; refused by name. */
export const UNSUPPORTED: ReadonlySet<string> = new Set([
  'ANOMALY_DETECTION_BAND',
  'DB_PERF_INSIGHTS',
  'INSIGHT_RULE_METRIC',
  'LAMBDA',
  'SEARCH',
  'SERVICE_QUOTA',
  'SORT',
]);

type Numbers = readonly number[];

const sum = (values: Numbers): number => values.reduce((total, value) => total + value, 0);
const average = (values: Numbers): number => sum(values) / values.length;
const smallest = (values: Numbers): number => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
const largest = (values: Numbers): number => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);

function deviation(values: Numbers): number {
  const middle = average(values);
  return Math.sqrt(average(values.map((value) => (value - middle) ** 2)));
}

/** Of one series a number; of an array a series, over the values of the same time. */
function overAll(statistic: (values: Numbers) => number): MathFunction {
  return {
    arguments: [1, 1],
    run([value], { work }) {
      if (value?.type === 'series') {
        count(work, value.series.points.size);
        return scalar(statistic([...value.series.points.values()]));
      }
      if (value?.type !== 'list') throw new MathError('A time series or an array of them is needed');
      const times = new Map<number, number[]>();
      for (const { points } of value.list) {
        count(work, points.size + 1);
        for (const [atMs, each] of points) {
          const values = times.get(atMs);
          if (values) values.push(each);
          else times.set(atMs, [each]);
        }
      }
      return seriesValue(
        seriesOf(
          firstOf(value.list),
          [...times].map(([atMs, values]) => [atMs, statistic(values)]),
        ),
      );
    },
  };
}

const EMPTY: Series = { label: '', periodMs: 60_000, points: new Map() };
const firstOf = (list: readonly Series[]): Series => list[0] ?? EMPTY;

function oneByOne(change: (value: number, atMs: number) => number): MathFunction {
  return { arguments: [1, 1], run: ([value], { work }) => mapped(work, value ?? scalar(Number.NaN), change) };
}

/** From each point and the one before it. */
function stepwise(step: (value: number, before: number, seconds: number) => number): MathFunction {
  return onSeries((series) =>
    seriesOf(
      series,
      sortedPoints(series).flatMap(([atMs, value], at, all): [number, number][] => {
        const [beforeMs, before] = all[at - 1] ?? [];
        if (beforeMs === undefined || before === undefined) return [];
        return [[atMs, step(value, before, (atMs - beforeMs) / 1000)]];
      }),
    ),
  );
}

function onSeries(change: (series: Series) => Series): MathFunction {
  return {
    arguments: [1, 1],
    run([value], { work }) {
      const changed = (series: Series): Series => {
        count(work, series.points.size);
        return change(series);
      };
      if (value?.type === 'series') return seriesValue(changed(value.series));
      if (value?.type === 'list') return listValue(value.list.map(changed));
      throw new MathError('A time series or an array of them is needed');
    },
  };
}

function runningSum(series: Series): Series {
  let total = 0;
  return seriesOf(
    series,
    sortedPoints(series).map(([atMs, value]) => [atMs, (total += value)]),
  );
}

/** Of one series. */
function toNumber(measure: (series: Series) => number): MathFunction {
  return {
    arguments: [1, 1],
    run([value]) {
      if (value?.type !== 'series') throw new MathError('A time series is needed');
      return scalar(measure(value.series));
    },
  };
}

/** Of an array, one of its series; of one series, one of its values. */
function atEnd(index: 0 | -1): MathFunction {
  return {
    arguments: [1, 1],
    run([value]) {
      if (value?.type === 'list') return seriesValue(value.list.at(index) ?? EMPTY);
      if (value?.type !== 'series') throw new MathError('A time series or an array of them is needed');
      return scalar(sortedPoints(value.series).at(index)?.[1] ?? Number.NaN);
    },
  };
}

const METRICS: MathFunction = {
  arguments: [0, 1],
  run([value], { metrics }) {
    if (value && value.type !== 'text') throw new MathError('METRICS takes a text');
    return listValue(metrics(value?.text ?? ''));
  },
};

const METRIC_COUNT: MathFunction = {
  arguments: [1, 1],
  run([value]) {
    if (value?.type === 'series') return scalar(1);
    if (value?.type !== 'list') throw new MathError('An array of time series is needed');
    return scalar(value.list.length);
  },
};

const REMOVE_EMPTY: MathFunction = {
  arguments: [1, 1],
  run([value]) {
    if (value?.type !== 'list') throw new MathError('An array of time series is needed');
    return listValue(value.list.filter(({ points }) => points.size > 0));
  },
};

const SLICE: MathFunction = {
  arguments: [2, 3],
  run([value, from, to]) {
    if (value?.type !== 'list' || from?.type !== 'scalar' || (to && to.type !== 'scalar')) {
      throw new MathError('SLICE takes an array and positions');
    }
    return listValue(value.list.slice(from.value, to?.value));
  },
};

const TIME_SERIES: MathFunction = {
  arguments: [1, 1],
  run([value], { startMs, endMs, periodMs, work }) {
    if (value?.type !== 'scalar') throw new MathError('TIME_SERIES takes a number');
    count(work, (endMs - startMs) / periodMs);
    const points: [number, number][] = [];
    for (let atMs = startMs; atMs < endMs; atMs += periodMs) points.push([atMs, value.value]);
    return seriesValue(seriesOf({ ...EMPTY, periodMs }, points));
  },
};

const date = (part: (date: Date) => number): MathFunction => oneByOne((_value, atMs) => part(new Date(atMs)));

export const FUNCTIONS: ReadonlyMap<string, MathFunction> = new Map<string, MathFunction>([
  ['ABS', oneByOne(Math.abs)],
  ['AVG', overAll(average)],
  ['CEIL', oneByOne(Math.ceil)],
  ['DATAPOINT_COUNT', toNumber(({ points }) => points.size)],
  ['DATE', date((at) => at.getUTCDate())],
  // Monday is 1, Sunday 7.
  ['DAY', date((at) => at.getUTCDay() || 7)],
  ['DIFF', stepwise((value, before) => value - before)],
  ['DIFF_TIME', stepwise((_value, _before, seconds) => seconds)],
  ['EPOCH', oneByOne((_value, atMs) => atMs / 1000)],
  ['EXP', oneByOne(Math.exp)],
  ['FILL', fill],
  ['FIRST', atEnd(0)],
  ['FLOOR', oneByOne(Math.floor)],
  ['HOUR', date((at) => at.getUTCHours())],
  ['IF', ifElse],
  ['LAST', atEnd(-1)],
  ['LOG', oneByOne(Math.log)],
  ['LOG10', oneByOne(Math.log10)],
  ['MAX', overAll(largest)],
  ['METRICS', METRICS],
  ['METRIC_COUNT', METRIC_COUNT],
  ['MIN', overAll(smallest)],
  ['MINUTE', date((at) => at.getUTCMinutes())],
  ['MONTH', date((at) => at.getUTCMonth() + 1)],
  ['PERIOD', toNumber(({ periodMs }) => periodMs / 1000)],
  ['RATE', stepwise((value, before, seconds) => (value - before) / seconds)],
  ['REMOVE_EMPTY', REMOVE_EMPTY],
  ['RUNNING_SUM', onSeries(runningSum)],
  ['SLICE', SLICE],
  ['STDDEV', overAll(deviation)],
  ['SUM', overAll(sum)],
  ['TIME_SERIES', TIME_SERIES],
  ['YEAR', date((at) => at.getUTCFullYear())],
]);
