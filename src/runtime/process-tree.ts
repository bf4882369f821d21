/** Memory of a process and its descendants, where no cgroup tells it; and ending them. Linux by /proc, else by ps. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface TreeMemory {
  /** Resident bytes of all processes now. */
  readonly currentBytes: number;
  /** Sum of each process's highest resident size since `resetPeaks`. */
  readonly peakBytes: number;
}

/** Pids of a process and its descendants, the root first. Processes that left the tree (daemons) are not found. */
export async function treePids(root: number): Promise<number[]> {
  if (process.platform !== 'linux') return (await groupByPs(root)).map((row) => row.pid);
  const pids = [root];
  for (let index = 0; index < pids.length; index++) pids.push(...(await childrenOf(pids[index] ?? root)));
  return pids;
}

export async function treeMemory(root: number): Promise<TreeMemory> {
  if (process.platform !== 'linux') {
    const currentBytes = (await groupByPs(root)).reduce((sum, row) => sum + row.residentBytes, 0);
    return { currentBytes, peakBytes: currentBytes };
  }
  const parts = await Promise.all((await treePids(root)).map(processMemory));
  return {
    currentBytes: parts.reduce((sum, part) => sum + part.currentBytes, 0),
    peakBytes: parts.reduce((sum, part) => sum + part.peakBytes, 0),
  };
}

/** From now on `peakBytes` counts anew. Best effort: a process that we may not touch keeps its peak. */
export async function resetPeaks(root: number): Promise<void> {
  if (process.platform !== 'linux') return;
  const reset = (pid: number): Promise<void> => writeFile(`/proc/${pid}/clear_refs`, '5').catch(() => {});
  await Promise.all((await treePids(root)).map(reset));
}

/** SIGKILL to the process group and to every descendant that left it. */
export async function killTree(root: number): Promise<void> {
  const pids = await treePids(root);
  signalGroup(root, 'SIGKILL');
  for (const pid of pids.slice(1)) signal(pid, 'SIGKILL');
}

export function signalGroup(leader: number, name: NodeJS.Signals): void {
  signal(-leader, name);
}

function signal(target: number, name: NodeJS.Signals): void {
  try {
    process.kill(target, name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.split(' ').filter(Boolean).map(Number);
}

async function processMemory(pid: number): Promise<TreeMemory> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
  return { currentBytes: bytes('VmRSS'), peakBytes: bytes('VmHWM') };
}

async function groupByPs(group: number): Promise<{ pid: number; residentBytes: number }[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pgid=,pid=,rss=']);
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([pgid]) => pgid === group)
    .map(([, pid = 0, kilobytes = 0]) => ({ pid, residentBytes: kilobytes * 1024 }));
}
