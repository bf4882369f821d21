/** Reading and writing of cgroup files: each takes microseconds, so that they are done at once and in order. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { KILL_DEADLINE_MS } from '../limits.ts';

const RETRY_MS = 5;

export function put(folder: string, file: string, value: string | number): void {
  writeFileSync(path.join(folder, file), String(value), { flag: 'w' });
}

/** False where the file is missing or the kernel refuses the value. */
export function tryPut(folder: string, file: string, value: string | number): boolean {
  try {
    put(folder, file, value);
    return true;
  } catch {
    return false;
  }
}

export function readText(folder: string, file: string): string {
  return readFileSync(path.join(folder, file), 'utf8');
}

export function has(folder: string, file: string): boolean {
  return existsSync(path.join(folder, file));
}

/** The number after `key` in a file of `key number` lines; 0 where it is not there. */
export function readCounter(folder: string, file: string, key: string): number {
  if (!has(folder, file)) return 0;
  return Number(new RegExp(`^${key} (\\d+)$`, 'm').exec(readText(folder, file))?.[1] ?? 0);
}

/** Whether a child group can be made in `folder`; makes it. */
export function tryMake(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: false });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST';
  }
}

/** Removes a group whose processes are ending: the kernel says EBUSY until the last is gone. Rejects past the deadline. */
export async function removeGroup(folder: string): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
    try {
      return rmdirSync(folder);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return;
      if (code !== 'EBUSY' || waitedMs > KILL_DEADLINE_MS) throw error;
    }
    await delay(RETRY_MS);
  }
}

/** What a crashed predecessor left in its folder: its processes are killed, its groups removed. */
export async function clearFolder(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const groups = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const entry of groups) {
    const group = path.join(folder, entry.name);
    killMembers(group);
    tryPut(group, 'cgroup.freeze', 0);
    tryPut(group, 'freezer.state', 'THAWED');
    await removeGroup(group);
  }
  await removeGroup(folder);
}

/** By cgroup.kill where the kernel has it (5.14), else by signals, again and again while processes are born. */
export function killMembers(group: string): void {
  if (tryPutExisting(group, 'cgroup.kill', 1)) return;
  for (let round = 0; round < 16; round++) {
    const pids = membersOf(group);
    if (pids.length === 0) return;
    for (const pid of pids) killQuietly(pid);
  }
}

export function membersOf(group: string): number[] {
  if (!has(group, 'cgroup.procs')) return [];
  return readText(group, 'cgroup.procs').split('\n').filter(Boolean).map(Number);
}

function tryPutExisting(folder: string, file: string, value: string | number): boolean {
  return has(folder, file) && tryPut(folder, file, value);
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Ended meanwhile.
  }
}
