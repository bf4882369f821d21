import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pooledRandomBytes } from './random-pool.ts';

test('no bytes are given twice, and what was given stays as it is', () => {
  const given = Array.from({ length: 5_000 }, (_, at) => pooledRandomBytes(8 + (at % 17)));
  const before = given.map((bytes) => bytes.toString('hex'));
  const starts = new Set(before.map((hex) => hex.slice(0, 16)));
  assert.equal(starts.size, given.length);
  pooledRandomBytes(4_096);
  assert.deepEqual(
    given.map((bytes) => bytes.toString('hex')),
    before,
  );
  assert.notDeepEqual(pooledRandomBytes(4_096), pooledRandomBytes(4_096));
  assert.throws(() => pooledRandomBytes(4_097), RangeError);
});
