import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseFirstHostId } from './host-ids.ts';

for (const [name, map, expected] of [
  ['the host itself', '         0          0 4294967295\n', 200_000],
  ['a rootless container', '0 1000 1\n1 100000 65536\n', 65_537 - 1000 - 1000],
  ['a container with many', '0 100000 1000000\n', 200_000],
] as const) {
  test(name, () => assert.equal(chooseFirstHostId(200_000, 1000, map), expected));
}

test('too few are refused', () => {
  assert.throws(
    () => chooseFirstHostId(200_000, 1000, '0 1000 1\n'),
    /maps too few user numbers for 1000: map at least 12000/,
  );
});
