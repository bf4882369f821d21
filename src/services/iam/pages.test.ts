import assert from 'node:assert/strict';
import test from 'node:test';
import { pageOfList } from './pages.ts';

const letters = ['a', 'b', 'c', 'd', 'e'];
const page = (items: readonly string[], MaxItems: number, Marker?: string) =>
  pageOfList(items, (item) => item, { MaxItems, Marker });

test('a list in pages', () => {
  const first = page(letters, 2);
  assert.deepEqual([first.items, first.IsTruncated], [['a', 'b'], true]);
  const second = page(letters, 3, first.Marker);
  assert.deepEqual(second, { items: ['c', 'd', 'e'], IsTruncated: false });
  assert.deepEqual(page([], 1), { items: [], IsTruncated: false });
});

test('what comes or goes between two pages is neither skipped nor doubled', () => {
  const { Marker } = page(letters, 2);
  assert.deepEqual(page(['a', 'aa', 'b', 'c'], 9, Marker).items, ['c']);
  assert.deepEqual(page(['a', 'c', 'd'], 9, Marker).items, ['c', 'd']);
  assert.deepEqual(page([], 9, Marker).items, []);
});

test('markers fit into the 320 characters of the model, whatever the keys', () => {
  const long = ['ä', 'ö', 'ü'].map((letter) => letter.repeat(2_000));
  assert.ok((page(long, 1).Marker ?? '').length < 320);
});

test('other markers are refused', () => {
  for (const marker of [
    'x',
    'W10',
    Buffer.from('["x","y"]').toString('base64url'),
    Buffer.from('[1,2]').toString('base64url'),
  ]) {
    assert.throws(() => page(letters, 1, marker), { code: 'ValidationError', message: 'Invalid Marker.' });
  }
});
