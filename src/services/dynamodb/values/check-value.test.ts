import assert from 'node:assert/strict';
import test from 'node:test';
import { checkItem, checkValue, requireItemSize } from './check-value.ts';
import { itemSize, textSize } from './size.ts';
import type { AttributeValue } from './value.ts';

const INVALID = 'One or more parameter values were invalid: ';
const EMPTY = 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes';
const NEST =
  'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit';
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));

function deep(levels: number): AttributeValue {
  let value: AttributeValue = { S: 'leaf' };
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? { M: { n: value } } : { L: [value] };
  return value;
}

/** Messages as dynalite has recorded them of AWS (its test/putItem.js), depth as paritysuite has (2026-06). */
const REFUSED: readonly (readonly [shows: string, value: AttributeValue, message: string])[] = [
  ['no type', {}, EMPTY],
  ['no type in a map', { M: { a: {} } }, EMPTY],
  ['no type in a list', { L: [{}] }, EMPTY],
  [
    'two types',
    { S: 'a', N: '1' },
    'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
  ],
  ['an empty set of texts', { SS: [] }, `${INVALID}An string set  may not be empty`],
  ['an empty set of numbers', { NS: [] }, `${INVALID}An number set  may not be empty`],
  ['an empty set of binary', { BS: [] }, `${INVALID}Binary sets should not be empty`],
  ['a text twice', { SS: ['a', 'a'] }, `${INVALID}Input collection [a, a] contains duplicates.`],
  ['a number twice', { NS: ['1', '1.0'] }, 'Input collection contains duplicates'],
  [
    'binary twice',
    { BS: [bytes('Yg=='), bytes('Yg==')] },
    `${INVALID}Input collection [Yg==, Yg==]of type BS contains duplicates.`,
  ],
  ['no number', { N: '' }, 'The parameter cannot be converted to a numeric value'],
  ['a word', { N: 'b' }, 'The parameter cannot be converted to a numeric value: b'],
  ['a word in a set', { NS: ['1', 'b', 'a'] }, 'The parameter cannot be converted to a numeric value: b'],
  ...['NaN', 'Infinity', '-Infinity', ' 1', '1 ', '0x10', '1e', '1.2.3', '.', '-', '+', '1e5.5', '--1'].map(
    (text) => [text, { N: text }, `The parameter cannot be converted to a numeric value: ${text}`] as const,
  ),
  ...['123456789012345678901234567890123456789', '-1.23456789012345678901234567890123456789'].map(
    (text) => [text, { N: text }, 'Attempting to store more than 38 significant digits in a Number'] as const,
  ),
  ...['1e126', '-1e126', '11e125'].map(
    (text) =>
      [
        text,
        { N: text },
        'Number overflow. Attempting to store a number with magnitude larger than supported range',
      ] as const,
  ),
  ...['1e-131', '-1e-131', '0.9e-130'].map(
    (text) =>
      [
        text,
        { N: text },
        'Number underflow. Attempting to store a number with magnitude smaller than supported range',
      ] as const,
  ),
  [
    'a null that is false (paritysuite #94, 2026-07-17)',
    { NULL: false },
    'One or more parameter values were invalid: Null attribute value types must have the value of true',
  ],
  ['33 levels', deep(32), NEST],
  ['many levels', deep(60), NEST],
];

for (const [shows, value, message] of REFUSED) {
  test(`refused: ${shows}`, () => assert.throws(() => checkValue(value), { name: 'ValidationException', message }));
}

/** Sizes: the developer guide's "DynamoDB item sizes and formats". */
const TAKEN: readonly (readonly [shows: string, value: AttributeValue, size: number, kept?: AttributeValue])[] = [
  ['a text', { S: 'abc' }, 3],
  ['an empty text (since 2020)', { S: '' }, 0],
  ['a text by its bytes', { S: 'é€😀' }, 9],
  ['a long text', { S: 'é'.repeat(100) }, 200],
  ['empty binary (since 2020)', { B: new Uint8Array(0) }, 0],
  ['binary', { B: bytes('YWJj') }, 3],
  ['a number', { N: '+01.50' }, 3, { N: '1.5' }],
  ['true', { BOOL: true }, 1],
  ['null', { NULL: true }, 1],
  ['texts, also an empty one (paritysuite #82)', { SS: ['a', '', 'bc'] }, 3],
  ['numbers', { NS: ['1', '20e1'] }, 4, { NS: ['1', '200'] }],
  ['binaries', { BS: [bytes('YWJj'), bytes('')] }, 3],
  ['an empty list', { L: [] }, 3],
  ['an empty map', { M: {} }, 3],
  ['a list', { L: [{ S: 'ab' }, { N: '1' }] }, 3 + 3 + 3],
  ['a map', { M: { name: { S: 'ab' }, n: { L: [] } } }, 3 + 7 + 5],
  ['32 levels', deep(31), 3 * 31 + 31 + 16 + 4],
];

for (const [shows, value, size, kept] of TAKEN) {
  test(`taken: ${shows}, ${size} bytes`, () => {
    const sent = structuredClone(value);
    assert.equal(checkValue(sent), size);
    assert.deepEqual(sent, kept ?? value);
    assert.equal(itemSize({ a: sent }), size + 1);
  });
}

test('an item: its names count too, whatever they are', () => {
  const item = JSON.parse('{"__proto__":{"S":"x"},"constructor":{"N":"1"},"ü":{"BOOL":true}}') as Record<
    string,
    AttributeValue
  >;
  assert.equal(checkItem(item), 9 + 1 + 11 + 2 + 2 + 1);
  assert.equal(itemSize(item), 9 + 1 + 11 + 2 + 2 + 1);
});

test('409,600 bytes are an item, one more is too many', () => {
  requireItemSize(checkItem({ a: { S: 'x'.repeat(409_599) } }));
  assert.throws(() => requireItemSize(checkItem({ a: { S: 'x'.repeat(409_600) } })), {
    message: 'Item size has exceeded the maximum allowed size',
  });
});

test('the size of a text is that of its UTF-8', () => {
  for (const text of ['', 'a', 'é', 'a'.repeat(23) + 'é', '😀', '\ud83d', 'x'.repeat(1000)]) {
    assert.equal(textSize(text), Buffer.byteLength(text), text);
  }
});
