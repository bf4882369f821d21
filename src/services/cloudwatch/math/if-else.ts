/** IF(condition, then, else): point by point where the condition is a time series. Anything but 0 holds. */
import { MathError } from './expression.ts';
import type { MathFunction } from './functions.ts';
import { count, listValue, type Series, seriesOf, seriesValue, type Value, type Work } from './values.ts';

export const ifElse: MathFunction = {
  arguments: [2, 3],
  run([condition, then, otherwise], { work }) {
    if (!condition || !then) throw new MathError('IF takes a condition and a value');
    if (condition.type === 'scalar') {
      const chosen = condition.value === 0 ? otherwise : then;
      return chosen ?? emptyLike(then);
    }
    if (condition.type !== 'series') throw new MathError('The condition of IF is a number or a time series');
    if (then.type === 'list') {
      return listValue(then.list.map((each) => chosenSeries(work, condition.series, seriesValue(each), otherwise)));
    }
    return seriesValue(chosenSeries(work, condition.series, then, otherwise));
  },
};

function emptyLike(value: Value): Value {
  if (value.type === 'series') return seriesValue(seriesOf(value.series, []));
  if (value.type === 'list') return listValue([]);
  throw new MathError('IF without an else needs a time series');
}

function chosenSeries(work: Work, condition: Series, then: Value, otherwise: Value | undefined): Series {
  count(work, condition.points.size);
  const points: [number, number][] = [];
  for (const [atMs, holds] of condition.points) {
    const value = valueAt(holds === 0 ? otherwise : then, atMs);
    if (value !== undefined) points.push([atMs, value]);
  }
  return seriesOf(condition, points, then.type === 'series' ? then.series.label : condition.label);
}

function valueAt(value: Value | undefined, atMs: number): number | undefined {
  if (!value) return undefined;
  if (value.type === 'scalar') return value.value;
  if (value.type === 'series') return value.series.points.get(atMs);
  throw new MathError('IF takes numbers and time series');
}
