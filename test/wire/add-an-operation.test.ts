/** docs/ADD-AN-OPERATION.md quotes files: each quotation stands there word for word. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const ROOT = path.join(import.meta.dirname, '../..');
const QUOTATION = /<!-- (src\/\S+) -->\n```ts\n([^`]+)```/g;

test('what docs/ADD-AN-OPERATION.md quotes is so', () => {
  const text = readFileSync(path.join(ROOT, 'docs/ADD-AN-OPERATION.md'), 'utf8');
  const quotations = [...text.matchAll(QUOTATION)];
  assert.equal(quotations.length, 4);
  for (const [, file = '', quoted = ''] of quotations) {
    const source = readFileSync(path.join(ROOT, file), 'utf8');
    assert.ok(source.includes(quoted), `${file} has no longer:\n${quoted}`);
  }
});
