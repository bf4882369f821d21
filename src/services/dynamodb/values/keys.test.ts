import assert from 'node:assert/strict';
import test from 'node:test';
import { type KeyAttribute, requireKeySize } from './keys.ts';
import type { AttributeValue } from './value.ts';

const HASH: KeyAttribute = { name: 'pk', type: 'S', role: 'HASH' };
const RANGE: KeyAttribute = { name: 'sk', type: 'S', role: 'RANGE' };
const EMPTY =
  'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty';

/** Empty keys: paritysuite's putItem.test.ts; sizes: dynalite's test/putItem.js, the missing space included. */
const REFUSED: readonly (readonly [shows: string, KeyAttribute, AttributeValue, message: string])[] = [
  ['an empty text', HASH, { S: '' }, `${EMPTY} string value. Key: pk`],
  ['empty binary', RANGE, { B: new Uint8Array(0) }, `${EMPTY} binary value. Key: sk`],
  [
    'a long hash key',
    HASH,
    { S: 'é'.repeat(1025) },
    'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
  ],
  [
    'a long range key',
    RANGE,
    { B: new Uint8Array(1025) },
    'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
  ],
];

for (const [shows, attribute, value, message] of REFUSED) {
  test(`refused as a key: ${shows}`, () =>
    assert.throws(() => requireKeySize(attribute, value), { name: 'ValidationException', message }));
}

test('2,048 bytes are a hash key, 1,024 a range key, and any number', () => {
  requireKeySize(HASH, { S: 'a'.repeat(2048) });
  requireKeySize(RANGE, { S: 'a'.repeat(1024) });
  requireKeySize(RANGE, { N: '0' });
});
