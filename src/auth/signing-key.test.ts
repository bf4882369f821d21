import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { sameText, signatureOf } from './signing-key.ts';

/** https://www.rfc-editor.org/rfc/rfc4231 test cases 1, 2 and 6 (a key that is longer than a block). */
const RFC_4231 = [
  [Buffer.alloc(20, 0x0b), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
  [
    Buffer.from('Jefe'),
    'what do ya want for nothing?',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  [
    Buffer.alloc(131, 0xaa),
    'Test Using Larger Than Block-Size Key - Hash Key First',
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  ],
] as const;

test('signatures are HMACs', () => {
  for (const [key, text, expected] of RFC_4231) assert.equal(signatureOf(key, text), expected);
  const keys = Array.from({ length: 5 }, () => randomBytes(32));
  const texts = ['', 'a', 'é€😀', 'x'.repeat(1_023), '€'.repeat(1_024), 'x'.repeat(1_025), 'x'.repeat(100_000)];
  // Each key more than once, in turns with the others.
  for (const text of [...texts, ...texts.toReversed()]) {
    for (const key of keys) assert.equal(signatureOf(key, text), createHmac('sha256', key).update(text).digest('hex'));
  }
});

test('texts are the same where each byte is', () => {
  const hex = 'a'.repeat(64);
  for (const text of ['', 'a', hex, 'é', 'x'.repeat(1_000)]) assert.ok(sameText(text, text), text);
  const different: readonly (readonly [string, string])[] = [
    ['', 'a'],
    ['a', ''],
    [hex, `${hex.slice(1)}b`],
    [hex, `b${hex.slice(1)}`],
    [hex, hex.slice(1)],
    // The low byte of U+0161 is that of "a".
    [hex, `\u0161${hex.slice(1)}`],
    [hex, '\u{1f600}'.repeat(32)],
    ['é'.repeat(64), 'e'.repeat(64)],
  ];
  for (const [a, b] of different) {
    assert.equal(sameText(a, b), false, `${a} ${b}`);
    assert.equal(sameText(b, a), false, `${b} ${a}`);
  }
});
