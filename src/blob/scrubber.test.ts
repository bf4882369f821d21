import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { ManualClock, systemClock } from '../kit/clock.ts';
import { RandomIds } from '../kit/ids.ts';
import { silentLog } from '../kit/log.ts';
import { openDiskBlobs } from './disk.ts';
import { SCRUB_EVERY_MS, SCRUB_STEP_BYTES } from './limits.ts';
import { BlobScrubber } from './scrubber.ts';

async function flipByte(folder: string, id: string): Promise<void> {
  const names = await readdir(folder, { recursive: true });
  const file = path.join(folder, names.find((name) => name.endsWith(id)) ?? assert.fail(`no file of ${id}`));
  const bytes = await readFile(file);
  bytes[200] = (bytes[200] ?? 0) ^ 1;
  await writeFile(file, bytes);
}

test('a damaged blob is found, said, and forgotten once it is gone', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-scrub-'));
  const blobs = await openDiskBlobs({ folder, key: Buffer.alloc(32), ids: new RandomIds(), log: silentLog });
  const clock = new ManualClock(0);
  const scrubber = new BlobScrubber({ blobs, clock, log: silentLog });
  await blobs.put(Buffer.alloc(1_000));
  const { id } = await blobs.put(Buffer.alloc(1_000));
  await scrubber.scrub();
  assert.equal(scrubber.trouble(), undefined);
  await flipByte(folder, id);
  scrubber.start();
  clock.advance(SCRUB_EVERY_MS);
  await scrubber.scrub();
  assert.match(scrubber.trouble() ?? '', /^1 blob is damaged/);
  await blobs.delete(id);
  await scrubber.scrub();
  assert.equal(scrubber.trouble(), undefined);
  await scrubber.close();
  await rm(folder, { recursive: true, force: true });
});

test('a large blob is read with pauses, in which it can be closed', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-scrub-'));
  const blobs = await openDiskBlobs({ folder, key: Buffer.alloc(32), ids: new RandomIds(), log: silentLog });
  let paused = (): void => undefined;
  const atPause = new Promise<void>((resolve) => (paused = resolve));
  const clock = {
    ...systemClock,
    after: () => {
      paused();
      return () => undefined;
    },
  };
  const scrubber = new BlobScrubber({ blobs, clock, log: silentLog });
  await blobs.put(Buffer.alloc(SCRUB_STEP_BYTES + 1));
  const scrubbed = scrubber.scrub();
  await atPause;
  await scrubber.close();
  await scrubbed;
  await rm(folder, { recursive: true, force: true });
});
