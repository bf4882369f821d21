/** Mounts and their mount points do not grow with the number of functions that have been. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { MAX_STAGED_FOLDERS } from './limits.ts';
import { MountRoom, type Staged } from './mount-room.ts';

const MORE = MAX_STAGED_FOLDERS + 8;

const folder = mkdtempSync(path.join(tmpdir(), 'virga-room-'));
const runFolder = path.join(folder, 'run');
let room: MountRoom;

before(async () => {
  mkdirSync(runFolder);
  for (let count = 0; count < MORE; count++) mkdirSync(codeOf(count));
  room = await MountRoom.open(runFolder, process.getuid?.() === 0);
});
after(async () => {
  await room.close();
  rmSync(folder, { recursive: true, force: true });
});

function codeOf(count: number): string {
  return path.join(folder, `code-${count}`);
}

function mounted(): number {
  const lines = readFileSync(`/proc/${room.pid}/mountinfo`, 'utf8').split('\n');
  return lines.filter((line) => line.includes(path.join(runFolder, 'stage'))).length;
}

function mountPoints(): number {
  return readdirSync(path.join(runFolder, 'stage')).length;
}

test('as many stay as the limit says, and those in use', async () => {
  const used: Staged[] = [];
  for (let count = 0; count < MORE; count++) used.push(await room.stage(codeOf(count)));
  assert.deepEqual([mounted(), mountPoints()], [MORE, MORE]);
  for (const one of used) await room.unstage(one);
  assert.deepEqual([mounted(), mountPoints()], [MAX_STAGED_FOLDERS, MAX_STAGED_FOLDERS]);
  for (let count = 0; count < MORE; count++) await room.unstage(await room.stage(codeOf(count)));
  assert.deepEqual([mounted(), mountPoints()], [MAX_STAGED_FOLDERS, MAX_STAGED_FOLDERS]);
});

test('a folder that was made again takes the place of the one before', async () => {
  const code = codeOf(MORE - 1);
  const first = await room.stage(code);
  rmSync(code, { recursive: true });
  mkdirSync(path.join(code, 'new'), { recursive: true });
  const second = await room.stage(code);
  assert.notEqual(first.path, second.path);
  await room.run(['test', '-d', path.join(second.path, 'new')]);
  await room.run(['test', '!', '-e', path.join(first.path, 'new')]);
  await room.unstage(first);
  await room.run(['test', '!', '-e', first.path]);
  await room.unstage(second);
});

test('many at once', async () => {
  const turns = Array.from({ length: 8 }, async (_, turn) => {
    for (let count = 0; count < MORE; count++) {
      const staged = await room.stage(codeOf((count * (turn + 1)) % MORE));
      assert.ok(readdirSync(path.join(runFolder, 'stage')).includes(path.basename(staged.path)));
      await room.unstage(staged);
    }
  });
  await Promise.all(turns);
  assert.deepEqual([mounted(), mountPoints()], [MAX_STAGED_FOLDERS, MAX_STAGED_FOLDERS]);
});
