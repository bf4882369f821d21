import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Aggregate, merged, ofStatistics, ofValue, ofValues, percentile } from './aggregate.ts';
import { decodeRow, encodeRow } from './row.ts';
import { SKETCH_BUCKETS_MAX } from '../limits.ts';
import { bounded, bucketOf, valueOf, weightOf } from './sketch.ts';

function of(values: readonly number[], counts: readonly number[] = []): Aggregate {
  return ofValues(values, counts) ?? assert.fail('no values');
}

suite('percentiles', () => {
  /** A fixed sequence that looks like durations: no two runs differ. */
  const values = Array.from({ length: 10_000 }, (_, at) => 1 + ((at * 7919) % 10_007) ** 1.5 / 100);
  const sorted = values.toSorted((a, b) => a - b);

  for (const percent of [0, 1, 10, 50, 90, 95, 99, 99.9, 100]) {
    test(`p${percent} of ten thousand values is within 1 % of the exact one`, () => {
      const exact = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
      const found = percentile(of(values), percent) ?? 0;
      assert.ok(Math.abs(found - exact) <= exact * 0.0101, `${found} for ${exact}`);
    });
  }

  test('merging parts gives what the whole gives', () => {
    const parts = Array.from({ length: 10 }, (_, at) => of(values.slice(at * 1000, at * 1000 + 1000)));
    const whole = parts.reduce(merged);
    assert.deepEqual(
      [...whole.buckets].toSorted(([a], [b]) => a - b),
      [...of(values).buckets].toSorted(([a], [b]) => a - b),
    );
    assert.equal(whole.count, 10_000);
  });

  test('every value is in a bucket that stands for it within 1 %, of either sign and of any size', () => {
    for (const value of [2 ** -360, 1e-9, 0.5, 1, 1.0001, 3, 1e9, 2 ** 360]) {
      for (const signed of [value, -value]) {
        assert.ok(Math.abs(valueOf(bucketOf(signed)) - signed) <= value * 0.01001, String(signed));
      }
    }
    assert.equal(valueOf(bucketOf(0)), 0);
    const ordered = [-(2 ** 360), -1, -(2 ** -360), 0, 2 ** -360, 1, 2 ** 360].map(bucketOf);
    assert.deepEqual(
      ordered,
      ordered.toSorted((a, b) => a - b),
    );
  });

  test('there are none where a part came as a statistic set of different values', () => {
    assert.equal(percentile(merged(of([1, 2]), ofStatistics(2, 5, 1, 4)), 50), undefined);
    assert.equal(percentile(merged(of([4]), ofStatistics(3, 12, 4, 4)), 50), 4);
  });

  test('too many buckets are joined from below, and no weight is lost', () => {
    const many = new Map(Array.from({ length: 5000 }, (_, at) => [at, 1]));
    const fewer = bounded(many);
    assert.equal(fewer.size, SKETCH_BUCKETS_MAX);
    assert.equal(weightOf(fewer), 5000);
    assert.ok(fewer.has(4999));
  });
});

test('counts weigh values, and values of count 0 are none', () => {
  const { count, sum, min, max } = of([1, 10, 100], [2, 4, 0]);
  assert.deepEqual({ count, sum, min, max }, { count: 6, sum: 42, min: 1, max: 10 });
  assert.equal(ofValues([5], [0]), undefined);
});

suite('rows', () => {
  const cases: Readonly<Record<string, Aggregate>> = {
    'one value': ofValue(3.25),
    'the same value often': of([7], [1000]),
    'a statistic set': ofStatistics(10, 55, 1, 10),
    'values of either sign and zero': of([-5, 0, 3, 1e12]),
    'counts that are no whole numbers': of([1, 2], [0.5, 1.25]),
    'many values': of(Array.from({ length: 500 }, (_, at) => at * 1.7)),
  };
  for (const [name, aggregate] of Object.entries(cases)) {
    test(`${name} come back as they were written`, () => {
      const row = new Map([
        ['Count' as const, aggregate],
        ['Bytes/Second' as const, ofValue(1)],
      ]);
      const back = decodeRow(encodeRow(row));
      const sortedRow = (each: typeof row): unknown =>
        [...each].map(([unit, { buckets, ...rest }]) => [unit, rest, [...buckets].toSorted(([a], [b]) => a - b)]);
      assert.deepEqual(sortedRow(back as typeof row), sortedRow(row));
    });
  }

  test('a minute of equal values takes 36 bytes, one of 200 durations under 400', () => {
    assert.equal(encodeRow(new Map([['Count', of([1], [60])]])).length, 36);
    const durations = of(Array.from({ length: 200 }, (_, at) => 3 + at / 10));
    assert.ok(encodeRow(new Map([['Milliseconds', durations]])).length < 400);
  });

  test('what is cut off, or of a newer version, is an error and not data', () => {
    const bytes = encodeRow(new Map([['Count', of([1, 2, 3])]]));
    assert.throws(() => decodeRow(bytes.subarray(0, -1)), { name: 'CorruptRecordError' });
    assert.throws(() => decodeRow(Uint8Array.of(2, 9)), { name: 'CorruptRecordError' });
  });
});
