import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { ManualClock } from '../kit/clock.ts';
import { RandomIds } from '../kit/ids.ts';
import { silentLog } from '../kit/log.ts';
import type { BlobId, Blobs } from './blobs.ts';
import { openDiskBlobs } from './disk.ts';
import { ORPHAN_AGE_MS, ORPHAN_GRACE_MS, SWEEP_EVERY_MS } from './limits.ts';
import { BlobSweeper } from './sweeper.ts';

interface Room extends AsyncDisposable {
  readonly blobs: Blobs;
  readonly clock: ManualClock;
  readonly owned: Set<BlobId>;
  readonly asked: BlobId[];
  readonly sweeper: BlobSweeper;
  put(): Promise<BlobId>;
  left(): Promise<readonly BlobId[]>;
}

async function openRoom(): Promise<Room> {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-sweep-'));
  const blobs = await openDiskBlobs({ folder, key: Buffer.alloc(32), ids: new RandomIds(), log: silentLog });
  const clock = new ManualClock(Date.now());
  const owned = new Set<BlobId>();
  const asked: BlobId[] = [];
  const isReferenced = (ids: readonly BlobId[]): Promise<ReadonlySet<BlobId>> => {
    asked.push(...ids);
    return Promise.resolve(new Set(ids.filter((id) => owned.has(id))));
  };
  const sweeper = new BlobSweeper({ blobs, isReferenced, clock, log: silentLog });
  return {
    blobs,
    clock,
    owned,
    asked,
    sweeper,
    put: async () => (await blobs.put(Buffer.from('x'))).id,
    left: () => blobs.list(undefined, 100),
    async [Symbol.asyncDispose]() {
      await sweeper.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const DAY = ORPHAN_AGE_MS + 60_000;

test('an orphan is removed by the second sweep that finds it, an hour after the first', async () => {
  await using room = await openRoom();
  const [orphan, kept] = [await room.put(), await room.put()];
  room.owned.add(kept);
  room.clock.advance(DAY);
  assert.equal(await room.sweeper.sweep(), 0);
  assert.equal(await room.sweeper.sweep(), 0, 'too soon after the first');
  assert.deepEqual(await room.left(), [orphan, kept]);
  room.clock.advance(ORPHAN_GRACE_MS);
  assert.equal(await room.sweeper.sweep(), 1);
  assert.deepEqual(await room.left(), [kept]);
});

test('nobody is asked about a blob of less than a day', async () => {
  await using room = await openRoom();
  await room.put();
  room.clock.advance(ORPHAN_AGE_MS - 60_000);
  await room.sweeper.sweep();
  assert.deepEqual(room.asked, []);
});

test('a blob that gets its owner between the sweeps stays, and begins anew when it loses it', async () => {
  await using room = await openRoom();
  const id = await room.put();
  room.clock.advance(DAY);
  await room.sweeper.sweep();
  room.owned.add(id);
  room.clock.advance(ORPHAN_GRACE_MS);
  assert.equal(await room.sweeper.sweep(), 0);
  room.owned.delete(id);
  assert.equal(await room.sweeper.sweep(), 0, 'suspected again, not removed');
  assert.deepEqual(await room.left(), [id]);
});

test('a clock that jumps a year ahead removes nothing within the hour', async () => {
  await using room = await openRoom();
  await room.put();
  const ahead = new ManualClock(Date.now() + 365 * DAY);
  const sweeper = new BlobSweeper({
    blobs: room.blobs,
    isReferenced: () => Promise.resolve(new Set()),
    clock: ahead,
    log: silentLog,
  });
  await sweeper.sweep();
  ahead.advance(ORPHAN_GRACE_MS - 1);
  assert.equal(await sweeper.sweep(), 0);
});

test('nothing is removed where the owners cannot be asked', async () => {
  await using room = await openRoom();
  const id = await room.put();
  room.clock.advance(DAY);
  let fail = false;
  const sweeper = new BlobSweeper({
    blobs: room.blobs,
    isReferenced: () => (fail ? Promise.reject(new Error('the store is closing')) : Promise.resolve(new Set())),
    clock: room.clock,
    log: silentLog,
  });
  await sweeper.sweep();
  room.clock.advance(ORPHAN_GRACE_MS);
  fail = true;
  await assert.rejects(sweeper.sweep(), /the store is closing/);
  assert.deepEqual(await room.left(), [id]);
});

test('it sweeps by itself, by the clock, until it is closed', async () => {
  await using room = await openRoom();
  const id = await room.put();
  room.clock.advance(DAY);
  room.sweeper.start();
  room.clock.advance(SWEEP_EVERY_MS);
  await room.sweeper.sweep();
  assert.deepEqual(room.asked, [id]);
  await room.sweeper.close();
  room.clock.advance(10 * SWEEP_EVERY_MS);
  assert.deepEqual(room.asked, [id]);
});
