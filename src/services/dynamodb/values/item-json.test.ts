import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { canonicalNumber } from './numbers.ts';
import { decodeItem, encodeItem } from './item-json.ts';
import type { AttributeValue, Item } from './value.ts';

const names = fc.oneof(
  fc.constantFrom('B', 'BS', 'S', 'M', '__proto__', 'constructor', '"B":"', '"BS":["', ''),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
);
const bytes = fc.uint8Array({ maxLength: 5 }).map((value) => Uint8Array.from(value));
const numbers = fc.integer().map((value) => canonicalNumber(String(value)));

const { value: values } = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.record({ S: names }),
    fc.record({ N: numbers }),
    fc.record({ B: bytes }),
    fc.record({ BOOL: fc.boolean() }),
    fc.constant({ NULL: true }),
    fc.record({ SS: fc.array(names, { minLength: 1 }) }),
    fc.record({ NS: fc.array(numbers, { minLength: 1 }) }),
    fc.record({ BS: fc.array(bytes, { minLength: 1 }) }),
    fc.record({ L: fc.array(tie('value'), { maxLength: 3 }) }),
    fc.record({
      M: fc.array(fc.tuple(names, tie('value')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
    }),
  ),
}));
const items: fc.Arbitrary<Item> = fc.array(fc.tuple(names, values)).map((entries) => Object.fromEntries(entries));

test('what is decoded is what was encoded, and the text is that of the wire', () => {
  fc.assert(
    fc.property(items, (item) => {
      const text = encodeItem(item);
      assert.deepEqual(plain(decodeItem(text)), plain(item));
      assert.equal(text, JSON.stringify(plain(item)));
    }),
  );
});

/** With base64 for bytes, as the wire has it. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}
