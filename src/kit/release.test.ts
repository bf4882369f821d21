import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lend, release } from './release.ts';

const isGone = (bytes: Uint8Array): boolean => bytes.buffer.byteLength === 0;

test('bytes with memory of their own are let go', () => {
  const bytes = Buffer.allocUnsafeSlow(65_536);
  release(bytes);
  assert.ok(isGone(bytes));
  assert.equal(bytes.byteLength, 0);
});

const KEPT: Readonly<Record<string, Uint8Array>> = {
  'a slice from the beginning': Buffer.allocUnsafeSlow(65_536).subarray(0, 65_535),
  'a slice to the end': Buffer.allocUnsafeSlow(65_536).subarray(1),
  "of node's pool": Buffer.allocUnsafe(Buffer.poolSize >>> 2),
  'a few bytes': Buffer.allocUnsafeSlow(16),
  'none at all': new Uint8Array(0),
  'shared with another thread': new Uint8Array(new SharedArrayBuffer(65_536)),
};

for (const [what, bytes] of Object.entries(KEPT)) {
  test(`left alone: ${what}`, () => {
    const { byteLength } = bytes;
    release(bytes);
    assert.equal(bytes.byteLength, byteLength);
  });
}

test('what is lent is there until the next piece is asked for, and gone then', async () => {
  const pieces = [1, 2, 3].map((fill) => Buffer.allocUnsafeSlow(65_536).fill(fill));
  const seen: Uint8Array[] = [];
  for await (const piece of lend(from(pieces))) {
    assert.equal(piece[65_535], seen.length + 1);
    assert.ok(seen.every(isGone));
    seen.push(piece);
  }
  assert.ok(pieces.every(isGone));
});

async function* from(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}
