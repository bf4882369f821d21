/** A slot that is taken down while something is still being mounted in it: nothing may stay for its next sandbox. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { MountRoom } from './mount-room.ts';
import { Slot, type SlotPlace } from './slot.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'virga-slot-'));
const code = path.join(folder, 'code');
let room: MountRoom;
let place: SlotPlace;

before(async () => {
  const runFolder = path.join(folder, 'run');
  for (const one of [runFolder, code]) mkdirSync(one);
  writeFileSync(path.join(code, 'handler.txt'), 'code');
  const asRoot = process.getuid?.() === 0;
  room = await MountRoom.open(runFolder, asRoot);
  place = { room, asRoot, runFolder, imageFolder: folder, tmpKind: 'tmpfs', firstHostId: 700_000 };
});
after(async () => {
  await room.close();
  rmSync(folder, { recursive: true, force: true });
});

test('code that was being shown is gone with the rest', { timeout: 60_000 }, async () => {
  const slots = [new Slot(place, 0), new Slot(place, 1)];
  for (let round = 0; round < 10; round++) {
    await Promise.all(slots.map((slot) => slot.prepare()));
    const shown = slots.map((slot) => slot.show(code, 'task'));
    await Promise.all(slots.map((slot) => slot.clear()));
    await Promise.allSettled(shown);
    for (const slot of slots) await room.run(['test', '!', '-e', path.join(slot.task, 'handler.txt')]);
  }
});

test('what is shown too late is refused', { timeout: 60_000 }, async () => {
  const slot = new Slot(place, 2);
  await slot.prepare();
  await slot.clear();
  await assert.rejects(slot.show(code, 'task'), /slot 2 is not in use/);
  await assert.rejects(slot.mountTmp(64), /slot 2 is not in use/);
});

test('leaves no folder behind, and is prepared anew', { timeout: 60_000 }, async () => {
  const slot = new Slot(place, 3);
  for (let round = 0; round < 2; round++) {
    await slot.prepare();
    await slot.show(code, 'task');
    writeFileSync(path.join(slot.socket, 'left'), '');
    await slot.clear();
    assert.equal(readdirSync(path.join(place.runFolder, 'slots')).includes('3'), false);
  }
});
