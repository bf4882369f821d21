import assert from 'node:assert/strict';
import test from 'node:test';
import type { AttributeValue, Item } from '../values/value.ts';
import { Placeholders } from './placeholders.ts';
import { compileProjection } from './projection.ts';

function compile(text: string, names: Readonly<Record<string, string>> = { '#d': 'a.b' }) {
  return compileProjection(text, new Placeholders({ ExpressionAttributeNames: names }));
}

/** dynalite's recordings of AWS (test/getItem.js). */
const REFUSED: readonly (readonly [expression: string, message: string])[] = [
  ['', 'The expression can not be empty;'],
  ['whatever(stuff)', 'Syntax error; token: "(", near: "whatever(stuff"'],
  [':a', 'Syntax error; token: ":a", near: ":a"'],
  ['abc,', 'Syntax error; token: "<EOF>", near: ","'],
  ['a,b,a,b', overlap('[a]', '[a]')],
  ['a.b, a', overlap('[a, b]', '[a]')],
  ['a[1], a[1].c', overlap('[a, [1]]', '[a, [1], c]')],
  [
    'a.b, a[1]',
    'Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [1]]',
  ],
  ['a, abSolute', 'Attribute name is a reserved keyword; reserved keyword: abSolute'],
  ['a, #no', 'An expression attribute name used in the document path is not defined; attribute name: #no'],
];

function overlap(one: string, two: string): string {
  return `Two document paths overlap with each other; must remove or rewrite one of these paths; path one: ${one}, path two: ${two}`;
}

for (const [expression, message] of REFUSED) {
  test(`${expression}: ${message}`, () =>
    assert.throws(() => compile(expression), {
      name: 'ValidationException',
      message: `Invalid ProjectionExpression: ${message}`,
    }));
}

const n = (...values: number[]): AttributeValue => ({ L: values.map((value) => ({ N: String(value) })) });
const ITEM: Item = {
  a: { S: 'x' },
  'a.b': { S: 'dot' },
  li: n(0, 1, 2, 3),
  mp: { M: { in1: { S: 'y' }, li: { L: [{ M: { x: { N: '1' }, y: { N: '2' } } }, n(5, 6)] } } },
};

/** Elements of lists stand together, in their order; what would be empty is left out (ScyllaDB's test_projection_expression.py). */
const KEPT: readonly (readonly [expression: string, kept: Item])[] = [
  ['a', { a: { S: 'x' } }],
  ['gone', {}],
  ['#d', { 'a.b': { S: 'dot' } }],
  ['li[2], li[0], li[9]', { li: n(0, 2) }],
  ['li[9]', {}],
  ['mp.in1, a', { mp: { M: { in1: { S: 'y' } } }, a: { S: 'x' } }],
  ['mp.li[0].y, mp.li[1][0]', { mp: { M: { li: { L: [{ M: { y: { N: '2' } } }, n(5)] } } } }],
  ['mp.li[0].gone', {}],
  ['a.b, li.x', {}],
  ['a[0]', {}],
];

for (const [expression, kept] of KEPT) {
  test(`${expression} keeps ${JSON.stringify(kept)}`, () => assert.deepEqual(compile(expression).project(ITEM), kept));
}

test('an attribute may be called __proto__', () => {
  const item = JSON.parse('{"__proto__":{"M":{"constructor":{"N":"1"}}}}') as Item;
  const kept = compile('#p.#c', { '#p': '__proto__', '#c': 'constructor' }).project(item);
  assert.equal(JSON.stringify(kept), '{"__proto__":{"M":{"constructor":{"N":"1"}}}}');
  assert.deepEqual(compile('#c', { '#c': 'constructor' }).project({}), {});
});
