import assert from 'node:assert/strict';
import test from 'node:test';
import type { AttributeValue, Item } from '../values/value.ts';
import { Placeholders } from './placeholders.ts';
import { compileUpdate } from './update.ts';

const VALUES: Readonly<Record<string, AttributeValue>> = {
  ':a': { S: 'a' },
  ':n': { N: '2' },
  ':big': { N: '9e125' },
  ':c': { B: Uint8Array.of(1) },
  ':d': { BOOL: true },
  ':e': { NULL: true },
  ':ss': { SS: ['a', 'c'] },
  ':ns': { NS: ['1'] },
  ':bs': { BS: [Uint8Array.of(1), Uint8Array.of(3)] },
  ':i': { M: {} },
  ':j': { L: [{ S: 'x' }] },
};
const NAMES: Readonly<Record<string, string>> = { '#a': 'a', '#c': 'c', '#d': '[3]', '#proto': '__proto__' };

function compile(text: string) {
  const placeholders = new Placeholders({ ExpressionAttributeNames: NAMES, ExpressionAttributeValues: VALUES });
  return compileUpdate(text, placeholders);
}

const COUNT = 'Incorrect number of operands for operator or function; operator or function: ';
const WRONG_TYPE = 'Incorrect operand type for operator or function; ';
const overlap = (what: string, one: string, two: string): string =>
  `Two document paths ${what} with each other; must remove or rewrite one of these paths; path one: ${one}, path two: ${two}`;

/** dynalite's recordings of AWS (test/updateItem.js); [P]: paritysuite's updateItem.test.ts, 2026. */
const REFUSED: readonly (readonly [expression: string, message: string])[] = [
  ['', 'The expression can not be empty;'],
  ['INVALID SYNTAX HERE', 'Syntax error; token: "INVALID", near: "INVALID SYNTAX"'], // [P]
  ['SET _123 = :a', 'Syntax error; token: "_", near: "SET _123"'], // ScyllaDB's test_update_expression.py
  ['set a', 'Syntax error; token: "<EOF>", near: "a"'],
  ['set a = :a,', 'Syntax error; token: "<EOF>", near: ","'],
  ['set a=set', 'Syntax error; token: "set", near: "=set"'],
  ['remove a = b', 'Syntax error; token: "=", near: "a = b"'],
  ['add a = b', 'Syntax error; token: "=", near: "a = b"'],
  ['delete a b', 'Syntax error; token: "b", near: "a b"'],
  ['add a if_not_exist(b)', 'Syntax error; token: "if_not_exist", near: "a if_not_exist("'],
  ['set :a = b', 'Syntax error; token: ":a", near: "set :a ="'],
  ['set a = b / c', 'Syntax error; token: "/", near: "b / c"'],
  ['set a[1] = 1', 'Syntax error; token: "1", near: "= 1"'],
  ['set (a = (b + c))', 'Syntax error; token: "(", near: "set (a"'],
  ['set a = (b.c).d + e', 'Syntax error; token: ".", near: ").d"'],
  ['set a = (b.c)[0] + e', 'Syntax error; token: "[", near: ")[0"'],
  ['set a = b + c + d', 'Syntax error; token: "+", near: "c + d"'],
  [' set #c = :a set abOrt = b ', 'Attribute name is a reserved keyword; reserved keyword: abOrt'],
  [' remove Absolute ', 'Attribute name is a reserved keyword; reserved keyword: Absolute'],
  ['set #a = if_not_exist(:a) set c = d', 'Invalid function name; function: if_not_exist'],
  ['set a = size(b)', 'Invalid function name; function: size'],
  ['set a = #c set c = :no', 'The "SET" section can only be used once in an update expression;'],
  ['remove #no set a = b remove e', 'The "REMOVE" section can only be used once in an update expression;'],
  ['add #d :e set a = b add e :f', 'The "ADD" section can only be used once in an update expression;'],
  ['delete #d :e set a = b delete #e :f', 'The "DELETE" section can only be used once in an update expression;'],
  [
    'SET #no = if_not_exists(:no)',
    'An expression attribute name used in the document path is not defined; attribute name: #no',
  ],
  [
    'SET #a = if_not_exists(:no)',
    'An expression attribute value used in expression is not defined; attribute value: :no',
  ],
  ['set d[1] = a, d.b = a, c[1].a = a, #c = if_not_exists(a)', overlap('overlap', '[c, [1], a]', '[c]')],
  ['set c.b.#c = a, c = a, #d = a', overlap('overlap', '[c, b, c]', '[c]')],
  ['set a = b remove a, #c, #d', overlap('overlap', '[a]', '[a]')],
  ['set #c[3].#d = a, #c[3] = a', overlap('overlap', '[c, [3], [3]]', '[c, [3]]')],
  ['remove c, #c.a, #d', overlap('overlap', '[c]', '[c, a]')],
  ['set #c[3].#d = a, #c.#d[3] = if_not_exists(a)', overlap('conflict', '[c, [3], [3]]', '[c, [3], [3]]')],
  ['remove a.#c set a[1] = #d', overlap('conflict', '[a, c]', '[a, [1]]')],
  ['set b = list_append(:a, a), c = if_not_exists(a) add a.b :a', `${WRONG_TYPE}operator: ADD, operand type: STRING`],
  ...(
    [
      [':a', 'STRING'],
      [':e', 'NULL'],
      [':d', 'BOOLEAN'],
      [':c', 'BINARY'],
      [':i', 'MAP'],
      [':j', 'LIST'],
    ] as const
  ).flatMap(([value, type]): [string, string][] => [
    [`add a.b ${value}`, `${WRONG_TYPE}operator: ADD, operand type: ${type}`],
    [`delete a.b ${value}`, `${WRONG_TYPE}operator: DELETE, operand type: ${type}`],
  ]),
  ['delete a.b :n', `${WRONG_TYPE}operator: DELETE, operand type: NUMBER`],
  ['set a = if_not_exists(c)', `${COUNT}if_not_exists, number of operands: 1`],
  ['set a = list_append(c)', `${COUNT}list_append, number of operands: 1`],
  [
    'set a = if_not_exists(:a, c)',
    'Operator or function requires a document path; operator or function: if_not_exists',
  ],
  [
    'set a = if_not_exists(if_not_exists(a, b), c)',
    'Operator or function requires a document path; operator or function: if_not_exists',
  ],
  ['set a = list_append(:a, a)', `${WRONG_TYPE}operator or function: list_append, operand type: S`],
  ['set a = list_append(a, :ss)', `${WRONG_TYPE}operator or function: list_append, operand type: SS`],
  ['set a = a + :a', `${WRONG_TYPE}operator or function: +, operand type: S`],
  ['set a = :a - :c', `${WRONG_TYPE}operator or function: -, operand type: S`],
  ['set a = :c + a', `${WRONG_TYPE}operator or function: +, operand type: B`],
  ['set a = a - :i', `${WRONG_TYPE}operator or function: -, operand type: M`],
];

for (const [expression, message] of REFUSED) {
  test(`${expression.slice(0, 60)}: ${message}`, () =>
    assert.throws(() => compile(expression), {
      name: 'ValidationException',
      message: `Invalid UpdateExpression: ${message}`,
    }));
}

const ITEM: Item = {
  n: { N: '40' },
  s: { S: 'text' },
  st: { SS: ['a', 'b'] },
  nums: { NS: ['1', '2'] },
  bin: { BS: [Uint8Array.of(1), Uint8Array.of(2)] },
  one: { SS: ['a'] },
  li: { L: [{ N: '0' }, { N: '1' }, { N: '2' }, { N: '3' }] },
  mp: { M: { n: { N: '1' }, li: { L: [{ M: { x: { S: 'y' } } }] }, 'a.b': { S: 'dot' } } },
};
const n = (...values: number[]): AttributeValue => ({ L: values.map((value) => ({ N: String(value) })) });

/** What changes; an attribute that is gone is undefined. [S]: ScyllaDB's test_update_expression.py, which runs on AWS. */
const APPLIED: readonly (readonly [
  expression: string,
  changed: Readonly<Record<string, AttributeValue | undefined>>,
])[] = [
  ['SET x = :a', { x: { S: 'a' } }],
  ['set x = s', { x: { S: 'text' } }],
  ['SET x = n + :n, y = :n - n', { x: { N: '42' }, y: { N: '-38' } }],
  ['SET x = (n + :n)', { x: { N: '42' } }],
  ['SET x = (n) + (:n)', { x: { N: '42' } }],
  ['SET x = n, n = :n', { x: { N: '40' }, n: { N: '2' } }], // [S] all is read before anything is written
  ['SET x = if_not_exists(s, :a), y = if_not_exists(gone, :a)', { x: { S: 'text' }, y: { S: 'a' } }],
  ['SET n = if_not_exists(gone, :n) + :n', { n: { N: '4' } }],
  ['SET x = list_append(li, :j)', { x: { L: [...(n(0, 1, 2, 3).L ?? []), { S: 'x' }] } }],
  ['SET x = list_append(if_not_exists(gone, :j), :j)', { x: { L: [{ S: 'x' }, { S: 'x' }] } }],
  ['SET li[1] = :n', { li: n(0, 2, 2, 3) }],
  ['SET li[9] = :n, li[7] = n', { li: n(0, 1, 2, 3, 40, 2) }], // behind the end: appended, in the order of their indexes
  ['REMOVE li[1], li[3], li[8]', { li: n(0, 2) }],
  ['REMOVE li[0] SET li[3] = :n', { li: n(1, 2, 2) }], // indexes are those of before
  ['SET li[4] = :n REMOVE li[0]', { li: n(1, 2, 3, 2) }],
  ['REMOVE s, gone', { s: undefined }],
  ['SET mp.n = mp.n + :n', { mp: { M: { ...ITEM['mp']?.M, n: { N: '3' } } } }],
  ['SET mp.li[0].x = :a', { mp: { M: { ...ITEM['mp']?.M, li: { L: [{ M: { x: { S: 'a' } } }] } } } }],
  ['REMOVE mp.gone', {}],
  ['REMOVE mp.li[0].x', { mp: { M: { ...ITEM['mp']?.M, li: { L: [{ M: {} }] } } } }],
  ['ADD n :n', { n: { N: '42' } }],
  ['ADD x :n', { x: { N: '2' } }],
  ['ADD mp.n :n', { mp: { M: { ...ITEM['mp']?.M, n: { N: '3' } } } }],
  ['ADD st :ss', { st: { SS: ['a', 'b', 'c'] } }],
  ['ADD x :ss', { x: { SS: ['a', 'c'] } }],
  ['ADD bin :bs', { bin: { BS: [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)] } }],
  ['DELETE st :ss', { st: { SS: ['b'] } }],
  ['DELETE nums :ns', { nums: { NS: ['2'] } }],
  ['DELETE bin :bs', { bin: { BS: [Uint8Array.of(2)] } }],
  ['DELETE one :ss', { one: undefined }], // the last member takes the set with it
  ['DELETE gone :ss', {}],
  ['SET #proto = :a', {}],
  ['ADD n :n SET x = n DELETE st :ss REMOVE s', { n: { N: '42' }, x: { N: '40' }, st: { SS: ['b'] }, s: undefined }],
];

for (const [expression, changed] of APPLIED) {
  test(`applied: ${expression}`, () => {
    const before = structuredClone(ITEM);
    const after = compile(expression).apply(ITEM);
    const expected = Object.fromEntries(Object.entries({ ...ITEM, ...changed }).filter(([, value]) => value));
    const { ['__proto__']: _, ...found } = Object.fromEntries(Object.entries(after));
    assert.deepEqual(found, expected);
    assert.deepEqual(structuredClone(ITEM), before, 'the item before is left alone');
  });
}

test('an attribute may be called __proto__', () => {
  const after = compile('SET #proto = :a').apply(ITEM);
  assert.deepEqual(Object.getOwnPropertyDescriptor(after, '__proto__')?.value, { S: 'a' });
  assert.equal(Object.getPrototypeOf(after), Object.prototype);
});

const NO_PATH = 'The document path provided in the update expression is invalid for update';
const NO_ATTRIBUTE = 'The provided expression refers to an attribute that does not exist in the item';
const NO_TYPE = 'An operand in the update expression has an incorrect data type';

/** dynalite's recordings; [S]: ScyllaDB's test_update_expression.py. */
const FAILED: readonly (readonly [expression: string, message: string])[] = [
  ['SET gone.x = :a', NO_PATH],
  ['SET s.x = :a', NO_PATH],
  ['SET mp[0] = :a', NO_PATH],
  ['SET li.x = :a', NO_PATH],
  ['SET li[9].x = :a', NO_PATH],
  ['SET mp.li[0].y.z = :a', NO_PATH],
  ['REMOVE gone.x', NO_PATH], // [S]
  ['REMOVE s[0]', NO_PATH],
  ['ADD gone.x :n', NO_PATH],
  ['SET x = gone', NO_ATTRIBUTE],
  ['SET x = n + gone', NO_ATTRIBUTE],
  ['SET x = list_append(gone, :j)', NO_ATTRIBUTE],
  ['SET x = mp.gone', NO_ATTRIBUTE],
  ['SET x = s + :n', NO_TYPE],
  ['SET x = list_append(s, :j)', NO_TYPE],
  ['SET x = if_not_exists(s, :n) + :n', NO_TYPE],
  ['ADD s :n', NO_TYPE],
  ['ADD st :ns', NO_TYPE],
  ['DELETE st :ns', NO_TYPE],
  ['DELETE n :ss', NO_TYPE],
  ['SET x = :big + :big', 'Number overflow. Attempting to store a number with magnitude larger than supported range'],
  [
    'SET x = :big - :n',
    'Number overflow. Attempting to store a number with magnitude larger than supported range', // [S]
  ],
];

for (const [expression, message] of FAILED) {
  test(`of this item: ${expression}: ${message}`, () =>
    assert.throws(() => compile(expression).apply(ITEM), { name: 'ValidationException', message }));
}

/** ScyllaDB's test_returnvalues.py, which runs on AWS, on {b: dog, c: [1, 2, 3]}. */
const RETURNED: readonly (readonly [expression: string, old: Item, now: Item])[] = [
  ['SET aa.b = :a', { aa: { M: { b: { S: 'dog' } } } }, { aa: { M: { b: { S: 'a' } } } }],
  ['SET aa.c[1] = :n', { aa: { M: { c: n(2) } } }, { aa: { M: { c: n(2) } } }],
  [
    'SET aa.c[1] = :a, aa.b = :n',
    { aa: { M: { c: n(2), b: { S: 'dog' } } } },
    { aa: { M: { c: { L: [{ S: 'a' }] }, b: { N: '2' } } } },
  ],
  ['REMOVE aa.c[1], aa.c[3]', { aa: { M: { c: n(2) } } }, { aa: { M: { c: n(3) } } }],
  ['SET aa.x = :n', {}, { aa: { M: { x: { N: '2' } } } }],
  ['SET aa.c[100] = :n', {}, {}],
  ['REMOVE aa', { aa: { M: { b: { S: 'dog' }, c: n(1, 2, 3) } } }, {}],
  ['SET bb = :a, cc = :a', {}, { bb: { S: 'a' }, cc: { S: 'a' } }],
];

for (const [expression, old, now] of RETURNED) {
  test(`updated parts: ${expression}`, () => {
    const before: Item = { aa: { M: { b: { S: 'dog' }, c: n(1, 2, 3) } }, other: { S: 'x' } };
    const update = compile(expression);
    assert.deepEqual(update.updatedPart(before), old);
    assert.deepEqual(update.updatedPart(update.apply(before)), now);
  });
}

test('a value that fits alone may be too deep where it goes', () => {
  let deep: AttributeValue = { S: 'leaf' };
  for (let level = 0; level < 31; level++) deep = { M: { n: deep } };
  const item: Item = { deep, mp: { M: { li: { L: [] } } } };
  assert.deepEqual(compile('SET x = deep').apply(item), { ...item, x: deep });
  assert.throws(() => compile('SET mp.x = deep').apply(item), {
    message: 'Nesting Levels have exceeded supported limits',
  });
  assert.deepEqual(Object.keys(compile('SET mp.x = deep.n').apply(item)['mp']?.M ?? {}), ['li', 'x']);
});

test('what it writes, and all that it names', () => {
  const update = compile('SET aa.x = bb, cc = if_not_exists(dd, :a) REMOVE aa.y ADD ee :n');
  assert.deepEqual(update.writes, ['aa', 'cc', 'ee']);
  assert.deepEqual(update.attributes, ['aa', 'bb', 'cc', 'dd', 'ee']);
  assert.equal(update.onlyRemoves, false);
  assert.equal(compile('REMOVE aa DELETE bb :ss').onlyRemoves, true);
});
