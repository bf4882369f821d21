import assert from 'node:assert/strict';
import test from 'node:test';
import type { Condition, ExpectedAttributeValue } from '../model.ts';
import type { AttributeValue, Item } from '../values/value.ts';
import { readExpected, readFilter } from './conditions.ts';

const ITEM: Item = {
  n: { N: '3' },
  s: { S: 'hello' },
  b: { B: Uint8Array.of(1, 2, 3) },
  set: { NS: ['2', '4'] },
  list: { L: [{ N: '2' }, { S: 'x' }] },
  flag: { BOOL: true },
  none: { NULL: true },
};

type Case = readonly [name: string, Condition['ComparisonOperator'], readonly AttributeValue[], holds: boolean];

/** ScyllaDB's test_expected.py, which runs on AWS. */
const HELD: readonly Case[] = [
  ['n', 'EQ', [{ N: '3' }], true],
  ['n', 'EQ', [{ S: '3' }], false],
  ['set', 'EQ', [{ NS: ['4', '2'] }], true],
  ['flag', 'EQ', [{ BOOL: true }], true],
  ['n', 'NE', [{ N: '3' }], false],
  ['n', 'NE', [{ S: '3' }], true],
  ['gone', 'NE', [{ N: '3' }], true],
  ['n', 'LT', [{ N: '10' }], true],
  ['n', 'LE', [{ N: '3' }], true],
  ['n', 'GT', [{ N: '3' }], false],
  ['n', 'GE', [{ S: '1' }], false],
  ['gone', 'LT', [{ N: '10' }], false],
  ['s', 'GT', [{ S: 'dog' }], true],
  ['b', 'LT', [{ B: Uint8Array.of(2) }], true],
  ['n', 'NOT_NULL', [], true],
  ['none', 'NOT_NULL', [], true],
  ['gone', 'NOT_NULL', [], false],
  ['gone', 'NULL', [], true],
  ['none', 'NULL', [], false],
  ['s', 'CONTAINS', [{ S: 'ell' }], true],
  ['set', 'CONTAINS', [{ N: '4' }], true],
  ['list', 'CONTAINS', [{ N: '2' }], true],
  ['b', 'CONTAINS', [{ B: Uint8Array.of(2, 3) }], true],
  ['s', 'CONTAINS', [{ N: '1' }], false],
  ['gone', 'CONTAINS', [{ N: '1' }], false],
  ['s', 'NOT_CONTAINS', [{ S: 'dog' }], true],
  ['s', 'NOT_CONTAINS', [{ S: 'ell' }], false],
  ['gone', 'NOT_CONTAINS', [{ N: '1' }], false],
  ['s', 'BEGINS_WITH', [{ S: 'hell' }], true],
  ['n', 'BEGINS_WITH', [{ S: 'hell' }], false],
  ['n', 'IN', [{ N: '1' }, { N: '3' }], true],
  ['set', 'IN', [{ N: '2' }], false],
  ['n', 'BETWEEN', [{ N: '1' }, { N: '3' }], true],
  ['s', 'BETWEEN', [{ S: 'a' }, { S: 'b' }], false],
];

for (const [name, operator, list, holds] of HELD) {
  test(`${name} ${operator} ${list.map((value) => Object.values(value).join()).join(' ')}: ${holds}`, () => {
    const condition = { ComparisonOperator: operator, AttributeValueList: list };
    assert.equal(readFilter({ [name]: condition }, undefined).test(ITEM), holds);
    assert.equal(readExpected({ [name]: condition }, undefined).test(ITEM), holds);
  });
}

const INVALID = 'One or more parameter values were invalid: ';

/** dynalite's recordings of AWS (test/putItem.js, test/scan.js). */
const REFUSED: readonly (readonly [ExpectedAttributeValue, message: string])[] = [
  [{}, `${INVALID}Value must be provided when Exists is null for Attribute: a`],
  [{ Exists: true }, `${INVALID}Value must be provided when Exists is true for Attribute: a`],
  [{ Exists: false, Value: { S: 'a' } }, `${INVALID}Value cannot be used when Exists is false for Attribute: a`],
  [{ Value: {} }, 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'],
  [
    { ComparisonOperator: 'LT' },
    `${INVALID}Value or AttributeValueList must be used with ComparisonOperator: LT for Attribute: a`,
  ],
  [
    { ComparisonOperator: 'LT', Exists: true },
    `${INVALID}Exists and ComparisonOperator cannot be used together for Attribute: a`,
  ],
  [
    { ComparisonOperator: 'LT', Value: { S: 'a' }, AttributeValueList: [{ S: 'a' }] },
    `${INVALID}Value and AttributeValueList cannot be used together for Attribute: a`,
  ],
  [
    { AttributeValueList: [{ S: 'a' }] },
    `${INVALID}AttributeValueList can only be used with a ComparisonOperator for Attribute: a`,
  ],
  ...(['EQ', 'NE', 'LE', 'LT', 'GE', 'GT', 'CONTAINS', 'NOT_CONTAINS', 'BEGINS_WITH', 'IN', 'BETWEEN'] as const).map(
    (operator): [ExpectedAttributeValue, string] => [
      { ComparisonOperator: operator, AttributeValueList: [] },
      `${INVALID}Invalid number of argument(s) for the ${operator} ComparisonOperator`,
    ],
  ),
  [
    { ComparisonOperator: 'NULL', AttributeValueList: [{ S: 'a' }] },
    `${INVALID}Invalid number of argument(s) for the NULL ComparisonOperator`,
  ],
  [
    { ComparisonOperator: 'IN', AttributeValueList: [{ S: 'a' }, { N: '1' }] },
    `${INVALID}AttributeValues inside AttributeValueList must be of same type`,
  ],
  [
    { ComparisonOperator: 'GT', AttributeValueList: [{ SS: ['a'] }] },
    `${INVALID}ComparisonOperator GT is not valid for SS AttributeValue type`,
  ],
  [
    { ComparisonOperator: 'BEGINS_WITH', AttributeValueList: [{ N: '1' }] },
    `${INVALID}ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type`,
  ],
  [
    { ComparisonOperator: 'CONTAINS', AttributeValueList: [{ L: [] }] },
    `${INVALID}ComparisonOperator CONTAINS is not valid for L AttributeValue type`,
  ],
  [
    { ComparisonOperator: 'BETWEEN', AttributeValueList: [{ N: '2' }, { N: '1' }] },
    'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound',
  ],
];

for (const [expected, message] of REFUSED) {
  test(`${JSON.stringify(expected)}: ${message}`, () =>
    assert.throws(() => readExpected({ a: expected }, undefined), { name: 'ValidationException', message }));
}

test('Exists and Value alone', () => {
  const holds = (expected: ExpectedAttributeValue, name = 'n') =>
    readExpected({ [name]: expected }, undefined).test(ITEM);
  assert.equal(holds({ Value: { N: '3.0' } }), true);
  assert.equal(holds({ Value: { N: '4' }, Exists: true }), false);
  assert.equal(holds({ Exists: false }), false);
  assert.equal(holds({ Exists: false }, 'gone'), true);
  assert.equal(readExpected({ a: { Exists: false } }, undefined).test(undefined), true);
});

test('several conditions hold together, or one of them is enough', () => {
  const filter = {
    n: { ComparisonOperator: 'EQ' as const, AttributeValueList: [{ N: '3' }] },
    s: { ComparisonOperator: 'EQ' as const, AttributeValueList: [{ S: 'bye' }] },
  };
  assert.equal(readFilter(filter, undefined).test(ITEM), false);
  assert.equal(readFilter(filter, 'AND').test(ITEM), false);
  assert.equal(readFilter(filter, 'OR').test(ITEM), true);
  assert.deepEqual(readFilter(filter, 'OR').attributes, ['n', 's']);
});
