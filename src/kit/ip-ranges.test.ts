import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openable, parseCidr } from './ip-ranges.ts';

for (const [text, expected] of [
  ['10.1.2.3', '10.1.2.3/32'],
  ['10.1.2.3/8', '10.0.0.0/8'],
  ['192.168.1.0/24', '192.168.1.0/24'],
  ['172.31.255.0/24', '172.31.255.0/24'],
  ['172.32.0.0/16', undefined],
  ['172.0.0.0/8', undefined],
  ['0.0.0.0/0', undefined],
  ['8.8.8.8', undefined],
  ['169.254.169.254', undefined],
  ['127.0.0.1', undefined],
  ['10.0.0.0/33', undefined],
  ['10.0.0.0/8/8', undefined],
  ['10.0.0', undefined],
  ['fd00::/8', undefined],
] as const) {
  test(`--allow-egress ${text}: ${expected ?? 'refused'}`, () => assert.equal(openable(text), expected));
}

test('a network begins where its mask says', () => {
  assert.deepEqual(parseCidr('198.18.77.9/15'), { first: 0xc6120000, last: 0xc613ffff, text: '198.18.0.0/15' });
});
