import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { hasProgram } from './find-program.ts';

test('a program is an executable file in one of the folders', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'virga-programs-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, 'one'), '');
  assert.equal(hasProgram('one', `/nowhere::${folder}`), false);
  chmodSync(path.join(folder, 'one'), 0o755);
  mkdirSync(path.join(folder, 'two'));
  assert.equal(hasProgram('one', `/nowhere::${folder}`), true);
  assert.equal(hasProgram('two', folder), false);
  assert.equal(hasProgram('three', folder), false);
  assert.equal(hasProgram('sh'), true);
});
