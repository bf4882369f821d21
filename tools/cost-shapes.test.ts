import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { DOCUMENT, exampleOf, SHAPES } from './cost-shapes.ts';

for (const shape of SHAPES) {
  test(`the example "${shape.name}" in the document is what the meter says`, async () => {
    const text = await readFile(DOCUMENT, 'utf8');
    assert.ok(text.includes(await exampleOf(shape)), 'stale: run node tools/cost-shapes.ts');
  });
}
