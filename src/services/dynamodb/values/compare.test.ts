import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { beginsWith, compareTexts, compareValues, containsValue, equalValues, sizeOf } from './compare.ts';
import { keyBytes } from './keys.ts';
import type { AttributeValue } from './value.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const texts = fc.string({ unit: 'binary', maxLength: 6 });

test('texts are in the order of their UTF-8', () => {
  fc.assert(
    fc.property(texts, texts, (a, b) => {
      const expected = Buffer.compare(Buffer.from(a), Buffer.from(b));
      assert.equal(Math.sign(compareTexts(a, b)), expected);
      assert.equal(Buffer.compare(keyBytes({ S: a }), keyBytes({ S: b })), expected);
    }),
  );
});

const ORDER: readonly (readonly [AttributeValue, AttributeValue, number | undefined])[] = [
  [{ S: 'a' }, { S: 'b' }, -1],
  [{ S: '\uffff' }, { S: '\u{10000}' }, -1],
  [{ N: '9' }, { N: '10' }, -1],
  [{ N: '-9' }, { N: '-10' }, 1],
  [{ N: '-1' }, { N: '0' }, -1],
  [{ N: '0.05' }, { N: '0.5' }, -1],
  [{ B: bytes(0x80) }, { B: bytes(0x7f, 0xff) }, 1],
  [{ B: bytes(1) }, { B: bytes(1, 0) }, -1],
  [{ S: '1' }, { N: '1' }, undefined],
  [{ BOOL: true }, { BOOL: false }, undefined],
  [{ L: [] }, { L: [] }, undefined],
];

for (const [a, b, order] of ORDER) {
  test(`${show(a)} before ${show(b)}: ${order}`, () => {
    const found = compareValues(a, b);
    assert.equal(found && Math.sign(found), order);
  });
}

const SAMPLES: readonly AttributeValue[] = [
  { S: 'a' },
  { N: '1' },
  { B: bytes(1) },
  { BOOL: true },
  { BOOL: false },
  { NULL: true },
  { SS: ['a', 'b'] },
  { SS: ['a'] },
  { NS: ['1', '2'] },
  { BS: [bytes(1), bytes(2)] },
  { L: [{ S: 'a' }, { S: 'b' }] },
  { L: [{ S: 'b' }, { S: 'a' }] },
  { M: { a: { S: 'a' } } },
  { M: { a: { S: 'b' } } },
  { M: {} },
  { L: [] },
];

test('values are equal to themselves, and to nothing else', () => {
  for (const [i, a] of SAMPLES.entries()) {
    for (const [j, b] of SAMPLES.entries()) {
      assert.equal(equalValues(a, structuredClone(b)), i === j, `${show(a)} ${show(b)}`);
    }
  }
});

test('sets and maps have no order', () => {
  assert.ok(equalValues({ SS: ['a', 'b'] }, { SS: ['b', 'a'] }));
  assert.ok(equalValues({ NS: ['1', '2'] }, { NS: ['2', '1'] }));
  assert.ok(equalValues({ BS: [bytes(1), bytes(2)] }, { BS: [bytes(2), bytes(1)] }));
  assert.ok(equalValues({ M: { a: { N: '1' }, b: { N: '2' } } }, { M: { b: { N: '2' }, a: { N: '1' } } }));
  assert.ok(!equalValues({ SS: ['a', 'b'] }, { SS: ['a', 'c'] }));
  assert.ok(!equalValues({ M: {} }, { M: { constructor: { S: 'x' } } }));
});

const CONTAINS: readonly (readonly [AttributeValue, AttributeValue, boolean])[] = [
  [{ S: 'hello' }, { S: 'ell' }, true],
  [{ S: 'hello' }, { S: 'dog' }, false],
  [{ S: '12' }, { N: '1' }, false],
  [{ SS: ['a', 'b'] }, { S: 'b' }, true],
  [{ SS: ['ab'] }, { S: 'b' }, false],
  [{ NS: ['1', '2'] }, { N: '2' }, true],
  [{ NS: ['1', '2'] }, { S: '2' }, false],
  [{ B: bytes(1, 2, 3) }, { B: bytes(2, 3) }, true],
  [{ B: bytes(1, 2, 3) }, { B: bytes(3, 2) }, false],
  [{ BS: [bytes(1), bytes(2, 3)] }, { B: bytes(2, 3) }, true],
  [{ BS: [bytes(1, 2)] }, { B: bytes(2) }, false],
  [{ L: [{ N: '1' }, { M: { a: { S: 'x' } } }] }, { M: { a: { S: 'x' } } }, true],
  [{ L: [{ N: '1' }] }, { S: '1' }, false],
  [{ M: { a: { S: 'x' } } }, { S: 'a' }, false],
  [{ N: '12' }, { N: '1' }, false],
];

for (const [container, member, contains] of CONTAINS) {
  test(`${show(container)} contains ${show(member)}: ${contains}`, () =>
    assert.equal(containsValue(container, member), contains));
}

test('begins_with is of texts and binary', () => {
  assert.ok(beginsWith({ S: 'hello' }, { S: 'he' }));
  assert.ok(beginsWith({ B: bytes(1, 2) }, { B: bytes(1) }));
  assert.ok(!beginsWith({ B: bytes(1) }, { B: bytes(1, 2) }));
  assert.ok(!beginsWith({ S: 'hello' }, { B: bytes(104) }));
  assert.ok(!beginsWith({ N: '12' }, { N: '1' }));
});

test('size is of texts, binary, lists, maps and sets', () => {
  const sizes = [{ S: 'é' }, { B: bytes(1, 2) }, { L: [{ S: 'a' }] }, { M: { a: { S: 'a' } } }, { NS: ['1'] }].map(
    sizeOf,
  );
  assert.deepEqual(sizes, [1, 2, 1, 1, 1]);
  assert.deepEqual([{ N: '1' }, { BOOL: true }, { NULL: true }].map(sizeOf), [undefined, undefined, undefined]);
});

function show(value: AttributeValue): string {
  return JSON.stringify(value, (_, inner: unknown) => (inner instanceof Uint8Array ? [...inner] : inner));
}
