/** A full disk: puts are refused and leave nothing, what was there stays whole, and puts work again when there is room. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { openDiskBlobs } from '../../src/blob/disk.ts';
import { RandomIds } from '../../src/kit/ids.ts';
import { silentLog } from '../../src/kit/log.ts';

const DISK_BYTES = 4 * 1024 * 1024;

test('a put that finds no room', async (t) => {
  const disk = await mkdtemp(path.join(tmpdir(), 'virga-full-'));
  try {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', disk], { stdio: 'pipe' });
    } catch {
      return t.skip('needs root, to mount a small disk');
    }
    try {
      await fillIt(path.join(disk, 'blobs'));
    } finally {
      execFileSync('umount', [disk]);
    }
  } finally {
    await rm(disk, { recursive: true, force: true });
  }
});

async function fillIt(folder: string): Promise<void> {
  const blobs = await openDiskBlobs({ folder, key: Buffer.alloc(32), ids: new RandomIds(), log: silentLog });
  const bytes = randomBytes(DISK_BYTES / 2);
  const kept = await blobs.put(bytes);
  const tooMuch = Array.from({ length: 3 }, () => blobs.put(randomBytes(DISK_BYTES)));
  for (const result of await Promise.allSettled(tooMuch)) {
    assert.equal(result.status, 'rejected');
    assert.equal((result.reason as NodeJS.ErrnoException).code, 'ENOSPC');
  }
  assert.deepEqual(await readdir(path.join(folder, 'incoming')), []);
  assert.deepEqual(await blobs.list(undefined, 10), [kept.id]);
  assert(bytes.equals(await blobs.readAll(kept.id, DISK_BYTES)));
  await blobs.delete(kept.id);
  assert.equal((await blobs.put(bytes)).sizeBytes, bytes.length);
}
