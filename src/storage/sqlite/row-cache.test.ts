import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeKey } from '../key.ts';
import type { Key } from '../store.ts';
import { ROW_CACHE_BYTES_MAX, ROW_CACHE_SLOTS, ROW_CACHE_VALUE_BYTES_MAX } from './limits.ts';
import type { Row } from './messages.ts';
import { RowCache } from './row-cache.ts';

const KEY = nameOf('one');

test('what was found is kept, under its own key', () => {
  const cache = new RowCache();
  assert.equal(cache.get(encodeKey(KEY)), undefined);
  const row = rowAt(KEY);
  cache.found(row);
  assert.equal(cache.get(encodeKey(KEY)), row);
  assert.equal(cache.get(encodeKey(nameOf('two'))), undefined);
});

test('keys that share a slot do not answer for each other', () => {
  const cache = new RowCache();
  // More keys than slots: some share one.
  const rows = Array.from({ length: ROW_CACHE_SLOTS + 1 }, (_, at) => rowAt(nameOf(`${at}`)));
  for (const row of rows) cache.found(row);
  const answers = rows.map((row) => [row, cache.get(row.key)] as const);
  assert.ok(answers.some(([, kept]) => kept === undefined));
  for (const [row, kept] of answers) assert.ok(kept === undefined || kept === row);
});

const WRITES = {
  sets: { sets: [{ key: KEY, value: Buffer.from('new') }] },
  deletes: { deletes: [KEY] },
  adds: { adds: [{ key: KEY, delta: 1n }] },
};

for (const [name, changes] of Object.entries(WRITES)) {
  test(`nothing is kept of a key from the moment that a commit ${name} it until all such commits are over`, () => {
    const cache = new RowCache();
    cache.found(rowAt(KEY));
    const first = cache.writing({ id: 'first', ...changes });
    assert.equal(cache.get(encodeKey(KEY)), undefined);
    const second = cache.writing({ id: 'second', ...changes });
    cache.written(first);
    cache.found(rowAt(KEY));
    assert.equal(cache.get(encodeKey(KEY)), undefined);
    cache.written(second);
    cache.found(rowAt(KEY));
    assert.ok(cache.get(encodeKey(KEY)));
  });
}

test('a commit with a key that is none leaves the others as they were', () => {
  const cache = new RowCache();
  const sets = [KEY, ['nowhere']].map((key) => ({ key, value: Buffer.from('') }));
  assert.throws(() => cache.writing({ id: 'broken', sets }), /A key begins with/);
  cache.found(rowAt(KEY));
  assert.ok(cache.get(encodeKey(KEY)));
});

test('damaged and large rows are not kept, and all together have a limit', () => {
  const cache = new RowCache();
  cache.found({ ...rowAt(KEY), damaged: true });
  cache.found(rowAt(KEY, ROW_CACHE_VALUE_BYTES_MAX + 1));
  assert.equal(cache.get(encodeKey(KEY)), undefined);
  const count = Math.floor(ROW_CACHE_BYTES_MAX / ROW_CACHE_VALUE_BYTES_MAX) + 1;
  const rows = Array.from({ length: 4 * count }, (_, at) => rowAt(nameOf(`${at}`), ROW_CACHE_VALUE_BYTES_MAX));
  for (const row of rows) cache.found(row);
  const kept = rows.filter((row) => cache.get(row.key));
  assert.ok(kept.length > 0 && kept.length <= count, `${kept.length}`);
});

function nameOf(text: string): Key {
  return ['system', 'row', text];
}

function rowAt(key: Key, bytes = 10): Row {
  return { key: encodeKey(key), version: 1, value: new Uint8Array(bytes), damaged: false };
}
