import assert from 'node:assert/strict';
import test from 'node:test';
import type { AttributeValue, Item } from '../values/value.ts';
import { compileCondition } from './condition.ts';
import { Placeholders } from './placeholders.ts';

const VALUES: Readonly<Record<string, AttributeValue>> = {
  ':s': { S: 'b' },
  ':t': { S: 'S' },
  ':n': { N: '2' },
  ':m': { N: '5' },
  ':b': { B: Uint8Array.of(1) },
  ':bool': { BOOL: true },
  ':null': { NULL: true },
  ':ss': { SS: ['b', 'a'] },
  ':ns': { NS: ['1'] },
  ':l': { L: [{ N: '1' }] },
  ':map': { M: {} },
};
const NAMES: Readonly<Record<string, string>> = { '#a': 'a', '#dot': 'x.y', '#size': 'size', '#proto': '__proto__' };

function compile(text: string) {
  const placeholders = new Placeholders({ ExpressionAttributeNames: NAMES, ExpressionAttributeValues: VALUES });
  return compileCondition('ConditionExpression', text, placeholders);
}

const MISUSED = 'The function is not allowed to be used this way in an expression; function: ';
const WRONG_TYPE = 'Incorrect operand type for operator or function; operator or function: ';
const COUNT = 'Incorrect number of operands for operator or function; operator or function: ';

/**
 * As dynalite has recorded them of AWS (test/putItem.js, test/scan.js), and in this order where there are several; [P]:
 * paritysuite's putItem.test.ts, 2026; [S]: comments of ScyllaDB's test_condition_expression.py, which runs on AWS.
 */
const REFUSED: readonly (readonly [expression: string, message: string])[] = [
  ['', 'The expression can not be empty;'],
  ['a', 'Syntax error; token: "<EOF>", near: "a"'],
  ['things are not gonna be ok', 'Syntax error; token: "are", near: "things are not"'],
  ['a > 4', 'Syntax error; token: "4", near: "> 4"'],
  ['(size(a))[0] > a', 'Syntax error; token: "[", near: ")[0"'],
  ['a = :n AND', 'Syntax error; token: "<EOF>", near: "AND"'],
  ['a IN :n', 'Syntax error; token: ":n", near: "IN :n"'],
  ['a = :n)', 'Syntax error; token: ")", near: ":n)"'],
  ['_a = :n', 'Syntax error; token: "_", near: "_a"'],
  ['a = "x"', `Syntax error; token: """, near: "= "x"`],
  ['#a-b = :n', 'Syntax error; token: "-", near: "#a-b"'],
  ['a.and = :n', 'Syntax error; token: "and", near: ".and ="'],
  ['a[b] = :n', 'Syntax error; token: "b", near: "[b]"'],
  ['((attribute_exists(a)))', 'The expression has redundant parentheses;'],
  ['((a = :n))', 'The expression has redundant parentheses;'],
  ['a = ((:n))', 'The expression has redundant parentheses;'],
  ['((a)) = :n', 'The expression has redundant parentheses;'],
  ['a = :n AND ((b = :n OR c = :n))', 'The expression has redundant parentheses;'],
  ['attribute_exits(a)', 'Invalid function name; function: attribute_exits'],
  ['if_not_exists(a, :n) = :n', 'Invalid function name; function: if_not_exists'],
  ['size(a)', `${MISUSED}size`],
  ['NOT size(a)', `${MISUSED}size`],
  ['attribute_exists(a) = :bool', `${MISUSED}attribute_exists`],
  ['size(begins_with(a, :s)) > :n', `${MISUSED}begins_with`],
  ['a BETWEEN contains(a, :s) AND :n', `${MISUSED}contains`],
  ['status = :n', 'Attribute name is a reserved keyword; reserved keyword: status'],
  ['a.Name = :n', 'Attribute name is a reserved keyword; reserved keyword: Name'],
  ['size = :n', 'Attribute name is a reserved keyword; reserved keyword: size'],
  ['#no = :n', 'An expression attribute name used in the document path is not defined; attribute name: #no'],
  ['a = :no', 'An expression attribute value used in expression is not defined; attribute value: :no'],
  ['attribute_exists(a, b)', `${COUNT}attribute_exists, number of operands: 2`],
  ['begins_with(a)', `${COUNT}begins_with, number of operands: 1`],
  [
    'contains(#a, #a)', // [P]
    'The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [a]',
  ],
  [
    'a.b[1] = a.b[1]',
    'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a, b, [1]]',
  ],
  ['attribute_exists(:s)', 'Operator or function requires a document path; operator or function: attribute_exists'],
  ['begins_with(a, :n)', `${WRONG_TYPE}begins_with, operand type: N`],
  ['begins_with(:bool, a)', `${WRONG_TYPE}begins_with, operand type: BOOL`],
  ['size(:n) > :n', `${WRONG_TYPE}size, operand type: N`],
  ['size(:null) > :n', `${WRONG_TYPE}size, operand type: NULL`],
  ['attribute_type(a, b)', `${WRONG_TYPE}attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}`],
  ['attribute_type(a, :n)', `${WRONG_TYPE}attribute_type, operand type: N`],
  ['attribute_type(a, :s)', 'Invalid attribute type name found; type: b, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}'],
  ['a < :bool', `${WRONG_TYPE}<, operand type: BOOL`],
  [':l >= a', `${WRONG_TYPE}>=, operand type: L`],
  ['a BETWEEN :ss AND :ss', `${WRONG_TYPE}BETWEEN, operand type: SS`],
  [
    'a BETWEEN :n AND :s',
    'The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {S:b}',
  ],
  [
    'a BETWEEN :m AND :n',
    'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:2}',
  ],
  [`${'a = :n OR '.repeat(150)}b = :n`, 'The expression contains too many operators; operator count: 301'], // [S]
  [`a IN (${Array(101).fill(':n').join()})`, `${COUNT}IN, number of operands: 102`],
  [`a = :n OR ${'b'.repeat(4087)}`, 'Expression size has exceeded the maximum allowed size; expression size: 4097'],
  ['a[2147483648] = :n', 'List index is not within the allowable range; index: [2147483648]'],
  // Of several faults, these are said first.
  ['((a = :no)) OR status = #no OR nothing(a)', 'The expression has redundant parentheses;'],
  ['status = #no OR nothing(a)', 'Invalid function name; function: nothing'],
  ['status = #no OR size(a)', `${MISUSED}size`],
  ['a = :no OR status = #no', 'Attribute name is a reserved keyword; reserved keyword: status'],
  ['a < :bool AND b = :no', `${WRONG_TYPE}<, operand type: BOOL`],
];

for (const [expression, message] of REFUSED) {
  test(`${expression.slice(0, 60)}: ${message}`, () =>
    assert.throws(() => compile(expression), {
      name: 'ValidationException',
      message: `Invalid ConditionExpression: ${message}`,
    }));
}

const ITEM: Item = {
  a: { N: '3' },
  s: { S: 'abc' },
  bin: { B: Uint8Array.of(1, 2) },
  flag: { BOOL: true },
  nl: { NULL: true },
  st: { SS: ['a', 'b'] },
  li: { L: [{ N: '1' }, { M: { inn: { S: 'x' }, deep: { L: [{ N: '2' }] } } }] },
  mp: { M: { n: { N: '5' }, st: { NS: ['1', '2'] } } },
  'x.y': { N: '2' },
};

/** What holds of the item; [S]: ScyllaDB's test_condition_expression.py. */
const HELD: readonly (readonly [expression: string, holds: boolean])[] = [
  ['a = :n', false],
  ['a <> :n', true],
  ['a > :n', true],
  [':n < a', true],
  ['a >= :m', false],
  ['a BETWEEN :n AND :m', true],
  [':n BETWEEN a AND :m', false],
  ['a IN (:m, :s, :n)', false],
  ['mp.n IN (:m)', true],
  ['absent = :n', false], // [S] what is missing is unequal to everything …
  ['absent <> :n', true],
  ['absent = gone', false], // [S] … also to what is missing, too
  ['absent <> gone', true],
  ['absent < gone', false],
  ['NOT absent < :n', true],
  ['absent BETWEEN :n AND :m', false],
  ['absent IN (:n)', false],
  ['s > :n', false], // [S] types differ: no order
  ['flag < :n', false],
  ['flag = :bool', true],
  ['nl = :null', true],
  ['st = :ss', true],
  ['attribute_exists(mp.n)', true],
  ['attribute_exists(mp.gone)', false],
  ['attribute_not_exists(li[2])', true],
  ['attribute_exists(li[1].deep[0])', true],
  ['attribute_not_exists(a.b)', true],
  ['attribute_type(s, :t)', true],
  ['attribute_type(a, :t)', false],
  ['attribute_type(absent, :t)', false],
  ['begins_with(s, :s)', false],
  ['begins_with(bin, :b)', true],
  ['begins_with(a, :s)', false],
  ['contains(s, :s)', true],
  ['contains(st, :s)', true],
  ['contains(mp.#a, :s)', false],
  ['contains(mp.#a, :s) OR contains(li, :n)', false],
  ['size(s) > :n', true],
  ['size(li) = :n', true],
  ['size(absent) >= :n', false],
  ['size(a) <> :n', true],
  ['#dot = :n', true],
  ['#size <> :n', true],
  ['attribute_exists(#proto)', false],
  ['a > :n AND s = :s OR mp.n = :m', true],
  ['a > :n AND (s = :s OR mp.n = :m)', true],
  ['(a > :n AND s = :s) OR NOT (mp.n = :m)', false],
  ['NOT NOT a > :n', true],
  ['not a > :n or s = :s', false],
  ['(a) > (:n)', true],
  ['(mp).n = :m', true],
  ['mp . n = :m', true],
  ['li [ 1 ] . inn <> :s', true],
];

for (const [expression, holds] of HELD) {
  test(`${expression}: ${holds}`, () => assert.equal(compile(expression).test(ITEM), holds));
}

test('of an item that does not exist, nothing exists', () => {
  assert.equal(compile('attribute_not_exists(a) AND a <> :n').test(undefined), true);
});

test('the attributes that it names are its top-level ones', () => {
  assert.deepEqual(compile('a.b[1] = :n AND (size(c) > :n OR #dot.e = a)').attributes, ['a', 'c', 'x.y']);
});

test('a text is compiled for each set of names', () => {
  const holds = (name: string) => {
    const placeholders = new Placeholders({ ExpressionAttributeNames: { '#x': name } });
    return compileCondition('ConditionExpression', 'attribute_exists(#x)', placeholders).test(ITEM);
  };
  assert.deepEqual([holds('a'), holds('nothing'), holds('a'), holds('x.y')], [true, false, true, true]);
});

test('its values are those of each request', () => {
  const holds = (n: string) => {
    const placeholders = new Placeholders({ ExpressionAttributeValues: { ':x': { N: n } } });
    return compileCondition('ConditionExpression', 'a = :x', placeholders).test(ITEM);
  };
  assert.deepEqual([holds('3'), holds('4'), holds('3.0')], [true, false, true]);
  const wrong = new Placeholders({ ExpressionAttributeValues: { ':x': { L: [] } } });
  assert.equal(compileCondition('ConditionExpression', 'a = :x', wrong).test(ITEM), false);
});

/** dynalite's test/putItem.js. */
const PLACEHOLDERS: readonly (readonly [object, message: string])[] = [
  [{ ExpressionAttributeNames: {} }, 'ExpressionAttributeNames must not be empty'],
  [{ ExpressionAttributeNames: { a: 'a' } }, 'ExpressionAttributeNames contains invalid key: Syntax error; key: "a"'],
  [{ ExpressionAttributeNames: { '#': 'a' } }, 'ExpressionAttributeNames contains invalid key: Syntax error; key: "#"'],
  [{ ExpressionAttributeValues: {} }, 'ExpressionAttributeValues must not be empty'],
  [
    { ExpressionAttributeValues: { ':b': {}, b: { S: 'a' } } },
    'ExpressionAttributeValues contains invalid key: Syntax error; key: "b"',
  ],
  [
    { ExpressionAttributeValues: { ':b': { M: { a: {} } } } },
    'ExpressionAttributeValues contains invalid value: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes for key :b',
  ],
  [
    { ExpressionAttributeValues: { ':b': { NS: ['1', 'b'] } } },
    'ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: b for key :b',
  ],
];

for (const [input, message] of PLACEHOLDERS) {
  test(message, () => assert.throws(() => new Placeholders(input), { name: 'ValidationException', message }));
}

test('each name and value has to be used by some expression', () => {
  const used = new Placeholders({
    ExpressionAttributeNames: { '#a': 'a', '#b': 'b', '#c': 'c' },
    ExpressionAttributeValues: { ':a': { N: '1' }, ':b': { N: '1' } },
  });
  compileCondition('ConditionExpression', '#b = :a', used);
  assert.throws(() => used.requireAllUsed(), {
    message: 'Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #c}',
  });
  const left = new Placeholders({ ExpressionAttributeValues: { ':a': { N: '1' }, ':b': { N: '1' } } });
  compileCondition('ConditionExpression', 'b = :a', left);
  assert.throws(() => left.requireAllUsed(), {
    message: 'Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}',
  });
});
