import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseVersion } from './version.ts';

for (const [output, text, disables] of [
  ['bubblewrap 0.8.0\n', '0.8.0', true],
  ['bubblewrap 0.11.0', '0.11.0', true],
  ['bubblewrap 0.6.1', '0.6.1', false],
  ['bubblewrap 1.0.0', '1.0.0', true],
] as const) {
  test(output.trim(), () => assert.deepEqual(parseVersion(output), { text, disablesUserNamespaces: disables }));
}

test('an old one and nonsense are refused', () => {
  assert.throws(() => parseVersion('bubblewrap 0.4.0'), /bubblewrap 0.4.0 is too old: install 0.6.0 or later/);
  assert.throws(() => parseVersion('bwrap?'), /is not understood: bwrap\?/);
});
