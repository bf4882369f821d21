import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { receive } from './content.ts';
import type { Digestion } from './digests/digestion.ts';
import { INLINE_BYTES_MAX } from './limits.ts';
import type { S3Context } from './parts.ts';
import type { BucketRecord } from './store.ts';

const BYTES = INLINE_BYTES_MAX + 1;
const bucket: BucketRecord = { id: 'b' } as BucketRecord;

void test('where digests fail nothing is left behind', async () => {
  const failure = new Error('no digests');
  for (const fails of ['update', 'end'] as const) {
    const happened: string[] = [];
    const failed = Promise.reject(failure);
    failed.catch(() => undefined);
    const digestion: Digestion = {
      update: () => (fails === 'update' ? failed : undefined),
      end: () => (fails === 'end' ? failed : []),
      drop: () => void happened.push('dropped'),
    };
    await assert.rejects(
      receive(contextOf(digestion, happened), source(), { bucket, key: 'k', algorithm: 'CRC32' }),
      failure,
    );
    assert.deepEqual(happened, fails === 'end' ? ['kept', 'deleted', 'dropped'] : ['dropped'], fails);
  }
});

// oxlint-disable-next-line require-await
async function* source(): AsyncGenerator<Uint8Array> {
  yield randomBytes(BYTES);
}

function contextOf(digestion: Digestion, happened: string[]): Pick<S3Context, 'parts' | 'ids'> {
  const blobs = {
    async put(pieces: AsyncIterable<Uint8Array>) {
      for await (const piece of pieces) assert.equal(piece.byteLength, BYTES);
      happened.push('kept');
      return { id: 'blob', sizeBytes: BYTES };
    },
    async delete(id: string) {
      assert.equal(id, 'blob');
      happened.push('deleted');
      await Promise.resolve();
    },
  };
  return { parts: { blobs, digests: { open: () => digestion } } } as unknown as S3Context;
}
