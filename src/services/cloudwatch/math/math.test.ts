import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { evaluate, type MathContext } from './evaluate.ts';
import { MathError, parseExpression } from './expression.ts';
import { type Series, sortedPoints, type Value } from './values.ts';

const MINUTE = 60_000;

/** Values by minute; undefined: missing. */
function series(label: string, values: readonly (number | undefined)[]): Series {
  const points = values.map((value, at) => [at * MINUTE, value] as const);
  return {
    label,
    periodMs: MINUTE,
    points: new Map(points.filter((point): point is [number, number] => point[1] !== undefined)),
  };
}

const NAMED: Readonly<Record<string, Series>> = {
  m1: series('m1', [1, 2, 3, 4]),
  m2: series('m2', [10, undefined, 30, 40]),
  errors1: series('errors1', [0, 1, 0, 2]),
  none: series('none', []),
};

function context(values = 1_000_000): MathContext {
  return {
    startMs: 0,
    endMs: 4 * MINUTE,
    periodMs: MINUTE,
    work: { values },
    lookUp(id) {
      const found = NAMED[id];
      if (!found) throw new MathError(`no ${id}`);
      return { type: 'series', series: found };
    },
    metrics: (text) => Object.entries(NAMED).flatMap(([id, each]) => (id.includes(text) ? [each] : [])),
  };
}

function shown(value: Value): unknown {
  const values = (each: Series): unknown =>
    Array.from({ length: 4 }, (_, at) => {
      const found = each.points.get(at * MINUTE);
      return found === undefined ? '-' : Math.round(found * 1000) / 1000;
    }).join(' ');
  if (value.type === 'scalar') return Math.round(value.value * 1000) / 1000;
  if (value.type === 'series') return values(value.series);
  return value.type === 'list' ? value.list.map(values) : value.text;
}

const CASES: readonly (readonly [expression: string, expected: unknown])[] = [
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['2 ^ 3 ^ 2', 512],
  ['-2 ^ 2', -4],
  ['2 ^ -1', 0.5],
  ['7 - 2 - 1', 4],
  ['.5e1', 5],
  ['1 < 2 && 2 > 3', 0],
  ['1 < 2 OR 2 > 3', 1],
  ['1 == 1 AND 1 != 2', 1],
  ['m1 + 1', '2 3 4 5'],
  ['100 * m1 / m2', '10 - 10 10'],
  ['m1 + m2', '11 - 33 44'],
  ['m1 > 2', '0 0 1 1'],
  ['m1 >= 2 && m1 <= 3', '0 1 1 0'],
  ['m1 / (m1 - 1)', '- 2 1.5 1.333'],
  ['[m1, m2] * 2', ['2 4 6 8', '20 - 60 80']],
  ['[m1, m2] + [m2, m1]', ['11 - 33 44', '11 - 33 44']],
  ['SUM(m1)', 10],
  ['AVG(m2)', 26.667],
  ['MIN(m2)', 10],
  ['MAX(m1) + 1', 5],
  ['STDDEV(m1)', 1.118],
  ['SUM([m1, m2])', '11 2 33 44'],
  ['AVG([m1, m2])', '5.5 2 16.5 22'],
  ['MAX(METRICS("m"))', '10 2 30 40'],
  ['SUM(METRICS("errors"))', '0 1 0 2'],
  ['METRIC_COUNT(METRICS())', 4],
  ['METRIC_COUNT(REMOVE_EMPTY(METRICS()))', 3],
  ['DATAPOINT_COUNT(m2)', 3],
  ['PERIOD(m1)', 60],
  ['m1 / PERIOD(m1)', '0.017 0.033 0.05 0.067'],
  ['ABS(-m1)', '1 2 3 4'],
  ['CEIL(m1 / 2)', '1 1 2 2'],
  ['FLOOR(m1 / 2)', '0 1 1 2'],
  ['LOG10(m2)', '1 - 1.477 1.602'],
  ['LOG(EXP(m1))', '1 2 3 4'],
  ['DIFF(m2)', '- - 20 10'],
  ['DIFF_TIME(m2)', '- - 120 60'],
  ['RATE(m2) * 60', '- - 10 10'],
  ['RUNNING_SUM(m1)', '1 3 6 10'],
  ['FILL(m2, 0)', '10 0 30 40'],
  ['FILL(m2, REPEAT)', '10 10 30 40'],
  ['FILL(m2, LINEAR)', '10 20 30 40'],
  ['FILL(m2, m1)', '10 2 30 40'],
  ['FILL(none, 7)', '7 7 7 7'],
  ['FILL(METRICS("m2"), 1)', ['10 1 30 40']],
  ['IF(m1 > 2, m2, 0)', '0 0 30 40'],
  ['IF(m1 > 2, m1)', '- - 3 4'],
  ['IF(m1 < 3, 5, m1)', '5 5 3 4'],
  ['IF(1, m1, m2)', '1 2 3 4'],
  ['IF(0, m1)', '- - - -'],
  ['IF(errors1, 1, 0)', '0 1 0 1'],
  ['TIME_SERIES(3)', '3 3 3 3'],
  ['FIRST([m1, m2])', '1 2 3 4'],
  ['LAST(m1)', 4],
  ['SLICE([m1, m2, errors1], 1, 2)', ['10 - 30 40']],
  ['MINUTE(m1)', '0 1 2 3'],
  ['EPOCH(m1)', '0 60 120 180'],
  ['IF(HOUR(m1) == 0 AND YEAR(m1) == 1970, m1)', '1 2 3 4'],
  ['DAY(m1)', '4 4 4 4'],
];

suite('metric math', () => {
  for (const [expression, expected] of CASES) {
    test(expression, () => assert.deepEqual(shown(evaluate(parseExpression(expression), context())), expected));
  }
});

const WRONG: readonly (readonly [expression: string, message: RegExp])[] = [
  ['', /Unexpected end/],
  ['1 +', /Unexpected end/],
  ['(1', /Expected '\)'/],
  ['m1 m2', /Unexpected 'm2'/],
  ['m1 # 2', /Unexpected '#'/],
  ['SUM(m1', /Expected '\)'/],
  ['SUM()', /Wrong number of arguments to SUM/],
  ['NOPE(m1)', /Unknown function NOPE/],
  ['SEARCH("{AWS/Lambda}", "Sum", 60)', /SEARCH is not supported by Virga/],
  ['SORT(METRICS(), AVG, ASC)', /SORT is not supported by Virga/],
  ['ANOMALY_DETECTION_BAND(m1)', /not supported by Virga/],
  ['"text" + 1', /Text cannot be computed with/],
  ['[m1] + [m1, m2]', /not of the same length/],
  ['FILL(m1, NEVER)', /REPEAT or LINEAR/],
  ['nowhere', /no nowhere/],
  [`${'('.repeat(33)}1${')'.repeat(33)}`, /nested too deeply/],
];

suite('metric math that is refused', () => {
  for (const [expression, message] of WRONG) {
    test(expression.slice(0, 40), () => {
      assert.throws(() => evaluate(parseExpression(expression), context()), { name: 'MathError', message });
    });
  }

  test('more values than an expression may compute', () => {
    assert.throws(() => evaluate(parseExpression('m1 + m1 + m1'), context(5)), /too many values/);
  });
});

test('points are shown by time', () => {
  assert.deepEqual(
    sortedPoints({
      label: '',
      periodMs: 1,
      points: new Map([
        [2, 1],
        [1, 2],
      ]),
    }),
    [
      [1, 2],
      [2, 1],
    ],
  );
});
