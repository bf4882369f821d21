import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { FolderInUseError, lockFolder } from './folder-lock.ts';

test('a folder is held by one at a time, and free when it is released', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-lock-'));
  const lock = await lockFolder(folder);
  await assert.rejects(lockFolder(folder), FolderInUseError);
  lock.release();
  lock.release();
  (await lockFolder(folder)).release();
  await rm(folder, { recursive: true });
});

test('a folder is held by another process until that is killed', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-lock-'));
  const program = `
    const { lockFolder } = await import(${JSON.stringify(new URL('./folder-lock.ts', import.meta.url).href)});
    await lockFolder(${JSON.stringify(folder)});
    process.stdout.write('held');
    setInterval(() => undefined, 1_000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await assert.rejects(lockFolder(folder), FolderInUseError);
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  (await lockFolder(folder)).release();
  await rm(folder, { recursive: true });
});
