import assert from 'node:assert/strict';
import test from 'node:test';
import type { AttributeValueUpdate } from '../model.ts';
import type { AttributeValue, Item } from '../values/value.ts';
import { readAttributeUpdates } from './attribute-updates.ts';

const ITEM: Item = { n: { N: '10' }, set: { SS: ['a', 'b'] }, list: { L: [{ N: '1' }] }, s: { S: 'x' } };

const APPLIED: readonly (readonly [name: string, AttributeValueUpdate, AttributeValue | undefined])[] = [
  ['s', { Action: 'PUT', Value: { N: '1' } }, { N: '1' }],
  ['s', { Value: { N: '1' } }, { N: '1' }],
  ['s', { Action: 'DELETE' }, undefined],
  ['gone', { Action: 'DELETE' }, undefined],
  ['n', { Action: 'ADD', Value: { N: '5' } }, { N: '15' }],
  ['new', { Action: 'ADD', Value: { N: '5' } }, { N: '5' }],
  ['set', { Action: 'ADD', Value: { SS: ['b', 'c'] } }, { SS: ['a', 'b', 'c'] }],
  ['set', { Action: 'DELETE', Value: { SS: ['b'] } }, { SS: ['a'] }],
  ['set', { Action: 'DELETE', Value: { SS: ['a', 'b'] } }, undefined],
  ['list', { Action: 'ADD', Value: { L: [{ N: '2' }] } }, { L: [{ N: '1' }, { N: '2' }] }],
];

for (const [name, update, value] of APPLIED) {
  test(`${name}: ${JSON.stringify(update)}`, () => {
    const { [name]: _, ...rest } = ITEM;
    const expected = value ? { ...rest, [name]: value } : rest;
    const read = readAttributeUpdates({ [name]: update });
    assert.deepEqual(read.apply(ITEM), expected);
    assert.deepEqual([read.writes, read.attributes], [[name], [name]]);
    assert.deepEqual(read.updatedPart(ITEM), Object.hasOwn(ITEM, name) ? { [name]: ITEM[name] } : {});
  });
}

const INVALID = 'One or more parameter values were invalid: ';

/** dynalite's recordings of AWS (test/updateItem.js). */
const REFUSED: readonly (readonly [AttributeValueUpdate, message: string])[] = [
  [{}, `${INVALID}Only DELETE action is allowed when no attribute value is specified`],
  [{ Action: 'PUT' }, `${INVALID}Only DELETE action is allowed when no attribute value is specified`],
  ...[{ S: '1' }, { N: '1' }, { B: Uint8Array.of(1) }, { NULL: true }, { BOOL: true }, { M: {} }, { L: [] }].map(
    (value): [AttributeValueUpdate, string] => [
      { Action: 'DELETE', Value: value },
      `${INVALID}DELETE action with value is not supported for the type ${Object.keys(value).join()}`,
    ],
  ),
  ...[{ S: '1' }, { B: Uint8Array.of(1) }, { NULL: true }, { BOOL: true }, { M: {} }].map(
    (value): [AttributeValueUpdate, string] => [
      { Action: 'ADD', Value: value },
      `${INVALID}ADD action is not supported for the type ${Object.keys(value).join()}`,
    ],
  ),
];

for (const [update, message] of REFUSED) {
  test(`${JSON.stringify(update)}: ${message}`, () =>
    assert.throws(() => readAttributeUpdates({ a: update }), { name: 'ValidationException', message }));
}

test('types that differ cannot be added to or taken from', () => {
  for (const Action of ['ADD', 'DELETE'] as const) {
    const update = readAttributeUpdates({ s: { Action, Value: { SS: ['a'] } } });
    assert.throws(() => update.apply(ITEM), { message: 'Type mismatch for attribute to update' });
  }
});

test('only removals make no item', () => {
  assert.equal(readAttributeUpdates({ a: { Action: 'DELETE' } }).onlyRemoves, true);
  assert.equal(readAttributeUpdates({ a: { Action: 'DELETE' }, b: { Value: { S: 'x' } } }).onlyRemoves, false);
  assert.equal(readAttributeUpdates({}).onlyRemoves, false);
});
