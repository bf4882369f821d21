import assert from 'node:assert/strict';
import test from 'node:test';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { keyBytes } from './keys.ts';
import { addNumbers, canonicalNumber, compareNumbers, numberSize, subtractNumbers } from './numbers.ts';

const Exact = Decimal.clone({ precision: 300, minE: -1000, maxE: 1000, toExpNeg: -1000, toExpPos: 1000 });

/** Numbers that DynamoDB can hold, as clients write them. */
const numbers = fc
  .record({
    sign: fc.constantFrom('', '-', '+'),
    digits: fc.stringMatching(/^[0-9]{1,38}$/),
    exponent: fc.integer({ min: -130, max: 88 }),
  })
  .map(({ sign, digits, exponent }) => (/^0+$/.test(digits) ? '0' : `${sign}${digits}E${exponent}`));

test('canonical texts are those of the exact number', () => {
  fc.assert(fc.property(numbers, (text) => assert.equal(canonicalNumber(text), new Exact(text).toFixed())));
});

test('order is that of the numbers, in texts and in the bytes of keys', () => {
  fc.assert(
    fc.property(numbers, numbers, (one, other) => {
      const [a, b] = [canonicalNumber(one), canonicalNumber(other)];
      const expected = new Exact(one).comparedTo(other);
      assert.equal(Math.sign(compareNumbers(a, b)), expected, `${a} ${b}`);
      assert.equal(Buffer.compare(keyBytes({ N: a }), keyBytes({ N: b })), expected, `${a} ${b}`);
    }),
  );
});

test('sums and differences are exact, or refused', () => {
  fc.assert(
    fc.property(numbers, numbers, (one, other) => {
      const [a, b] = [canonicalNumber(one), canonicalNumber(other)];
      assert.equal(
        attempt(() => addNumbers(a, b)),
        expected(new Exact(one).plus(other)),
      );
      assert.equal(
        attempt(() => subtractNumbers(a, b)),
        expected(new Exact(one).minus(other)),
      );
    }),
  );
});

function attempt(calculate: () => string): string {
  try {
    return calculate();
  } catch (error) {
    return String(error);
  }
}

const OVERFLOW =
  'ValidationException: Number overflow. Attempting to store a number with magnitude larger than supported range';

function expected(sum: Decimal): string {
  return sum.precision() > 38 || sum.e > 125 ? OVERFLOW : sum.toFixed();
}

const CASES: readonly (readonly [text: string, canonical: string, bytes: number])[] = [
  // Sizes measured on AWS: paritysuite's item-size.ts, 2026-08-18.
  ['0', '0', 1],
  ['1', '1', 2],
  ['12', '12', 2],
  ['123', '123', 3],
  ['1234', '1234', 3],
  ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678', 20],
  ['0042', '42', 2],
  ['100', '100', 2],
  ['1010', '1010', 3],
  ['0.0000001', '0.0000001', 2],
  ['1E125', `1${'0'.repeat(125)}`, 2],
  ['1E-100', `0.${'0'.repeat(99)}1`, 2],
  ['1.5', '1.5', 3],
  ['15', '15', 2],
  ['1.2', '1.2', 3],
  ['1.200', '1.2', 3],
  ['1.234', '1.234', 4],
  ['3.14159', '3.14159', 5],
  ['123456', '123456', 4],
  ['100.5', '100.5', 4],
  ['0.15', '0.15', 2],
  ['-42', '-42', 3],
  ['-0', '0', 1],
  // Forms that clients may write: ScyllaDB's test_number.py.
  ['+3', '3', 2],
  ['.123', '0.123', 3],
  ['5.', '5', 2],
  ['1e+5', '100000', 2],
  ['-17.4E37', `-174${'0'.repeat(36)}`, 4],
];

for (const [text, canonical, bytes] of CASES) {
  test(`${text} is ${canonical.slice(0, 40)} and costs ${bytes} bytes`, () => {
    assert.equal(canonicalNumber(text), canonical);
    assert.equal(numberSize(canonical), bytes);
  });
}
