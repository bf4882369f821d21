/** FILL: missing values become a number, those of another series, the last one before, or a line between neighbours. */
import type { MathContext } from './evaluate.ts';
import { MathError } from './expression.ts';
import type { MathFunction } from './functions.ts';
import { count, listValue, type Series, seriesOf, seriesValue, sortedPoints, type Value } from './values.ts';

export const fill: MathFunction = {
  arguments: [2, 2],
  run([value, filler], context) {
    if (!filler) throw new MathError('FILL takes a filler');
    if (value?.type === 'series') return seriesValue(filled(value.series, filler, context));
    if (value?.type === 'list') return listValue(value.list.map((series) => filled(series, filler, context)));
    throw new MathError('FILL takes a time series or an array of them');
  },
};

type Known = readonly [atMs: number, value: number];
/** What a missing value becomes, from the known ones on either side. */
type Filler = (atMs: number, before: Known | undefined, after: Known | undefined) => number | undefined;

function filled(series: Series, value: Value, { startMs, endMs, work }: MathContext): Series {
  const filler = fillerOf(value);
  const { periodMs } = series;
  count(work, (endMs - startMs) / periodMs);
  const known = sortedPoints(series);
  const points = new Map(series.points);
  let next = 0;
  for (let atMs = startMs; atMs < endMs; atMs += periodMs) {
    while (next < known.length && (known[next]?.[0] ?? 0) < atMs) next++;
    if (points.has(atMs)) continue;
    const made = filler(atMs, known[next - 1], known[next]);
    if (made !== undefined) points.set(atMs, made);
  }
  return seriesOf(series, points);
}

function fillerOf(value: Value): Filler {
  if (value.type === 'scalar') return () => value.value;
  if (value.type === 'series') return (atMs) => value.series.points.get(atMs);
  if (value.type === 'text' && value.text === 'REPEAT') return (_atMs, before) => before?.[1];
  if (value.type === 'text' && value.text === 'LINEAR') return onLine;
  throw new MathError('FILL takes a number, a time series, REPEAT or LINEAR');
}

/** "If this is used with a missing value at the beginning or end of the series, it is not filled." */
function onLine(atMs: number, before: Known | undefined, after: Known | undefined): number | undefined {
  if (!before || !after) return undefined;
  const part = (atMs - before[0]) / (after[0] - before[0]);
  return before[1] + (after[1] - before[1]) * part;
}
