import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { HmacKey } from './hmac.ts';

const TEXTS = ['', 'a', 'ä€𝄞', '€'.repeat(1_024), '€'.repeat(1_025), 'x'.repeat(5_000), '\ud800'];

test('what it gives is what node gives, for keys and messages of every length', () => {
  for (const keyBytes of [0, 1, 32, 63, 64, 65, 200]) {
    const key = randomBytes(keyBytes);
    const hmac = new HmacKey(key);
    for (const length of [0, 1, 12, 64, 1_023, 1_024, 1_025, 9_000]) {
      const bytes = randomBytes(length);
      assert.deepEqual(hmac.digest(bytes), createHmac('sha256', key).update(bytes).digest());
    }
    for (const text of TEXTS) assert.equal(hmac.hex(text), createHmac('sha256', key).update(text).digest('hex'));
  }
});
