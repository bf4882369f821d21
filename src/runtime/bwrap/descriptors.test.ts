import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { test } from 'node:test';

const PROGRAM = `
import { closeInheritableDescriptors, inheritableDescriptors } from ${JSON.stringify(new URL('./descriptors.ts', import.meta.url).href)};
const before = inheritableDescriptors();
closeInheritableDescriptors();
console.log(JSON.stringify([before, inheritableDescriptors()]));`;
const NODE = [process.execPath, '--input-type=module', '-e', PROGRAM];

test('a descriptor that came from outside is found and closed', { skip: process.platform !== 'linux' }, (t) => {
  if (spawnSync('bash', ['-c', ':']).status !== 0) return t.skip('needs bash');
  const output = execFileSync('bash', ['-c', 'exec 77</dev/null; exec "$@"', 'bash', ...NODE], { encoding: 'utf8' });
  const [before, after] = JSON.parse(output) as [number[], number[]];
  assert.ok(before.includes(77));
  assert.deepEqual(after, []);
});

test('what Node opens itself is not inherited', { skip: process.platform !== 'linux' }, async () => {
  const own = openSync(import.meta.filename, 'r');
  const { inheritableDescriptors } = await import('./descriptors.ts');
  assert.ok(!inheritableDescriptors().includes(own));
});
