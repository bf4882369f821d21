/** Groups of cgroup v2: one folder a sandbox, below a group that was delegated to us or, as root, below the top. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';
import { CPU_PERIOD_US, MAX_PIDS, MIN_CPU_QUOTA_US } from '../limits.ts';
import { clearFolder, has, killMembers, put, readCounter, readText, removeGroup, tryMake, tryPut } from './files.ts';
import type { GroupUsage, ResourceGroup, ResourceGroups } from './group.ts';
import { candidates, type Hierarchies } from './hierarchies.ts';

const CONTROLLERS = ['memory', 'cpu', 'pids'] as const;
type Controller = (typeof CONTROLLERS)[number];
/** Where the platform itself goes when its own group must hold controllers: v2 allows no processes beside them. */
const PLATFORM_GROUP = 'virga-platform';

/** Undefined where no group with the memory controller can be made. Clears what a predecessor of the same name left. */
export async function openV2(
  hierarchies: Hierarchies,
  name: string,
  asRoot: boolean,
): Promise<ResourceGroups | undefined> {
  if (hierarchies.unified === undefined) return undefined;
  for (const parent of candidates(hierarchies.unified, hierarchies.own.get(''), asRoot)) {
    const folder = path.join(parent, name);
    await clearFolder(folder);
    if (!delegate(parent) || !tryMake(folder)) continue;
    const controllers = enable(folder);
    if (controllers.includes('memory')) return new V2Groups(folder, controllers);
    await removeGroup(folder);
  }
  return undefined;
}

/** Enables the controllers for the children of `parent`, moving ourselves out of it where we stand in the way. */
function delegate(parent: string): boolean {
  if (enable(parent).includes('memory')) return true;
  const platform = path.join(parent, PLATFORM_GROUP);
  if (!tryMake(platform) || !tryPut(platform, 'cgroup.procs', process.pid)) return false;
  return enable(parent).includes('memory');
}

/** Which controllers the children of `folder` have, after enabling what can be. */
function enable(folder: string): Controller[] {
  for (const controller of CONTROLLERS) tryPut(folder, 'cgroup.subtree_control', `+${controller}`);
  if (!has(folder, 'cgroup.subtree_control')) return [];
  const enabled = readText(folder, 'cgroup.subtree_control').trim().split(' ');
  return CONTROLLERS.filter((controller) => enabled.includes(controller));
}

class V2Groups implements ResourceGroups {
  readonly summary = 'cgroup v2 limits';
  readonly weaknesses: readonly string[];
  readonly #folder: string;
  readonly #controllers: readonly Controller[];

  constructor(folder: string, controllers: readonly Controller[]) {
    this.#folder = folder;
    this.#controllers = controllers;
    this.weaknesses = [
      ...(controllers.includes('cpu')
        ? []
        : ['functions share the CPU without limits: the cpu controller is not delegated']),
      ...(controllers.includes('pids') ? [] : ['a fork bomb is not stopped: the pids controller is not delegated']),
    ];
  }

  create(name: string): ResourceGroup {
    const folder = path.join(this.#folder, name);
    if (!tryMake(folder)) throw new Error(`the cgroup ${folder} cannot be made`);
    return new V2Group(folder, this.#controllers);
  }

  async close(): Promise<void> {
    await clearFolder(this.#folder);
  }
}

class V2Group implements ResourceGroup {
  readonly #folder: string;
  readonly #controllers: readonly Controller[];
  /** Since Linux 6.12 a write to memory.peak begins a new peak for that open file; before, it fails. */
  readonly #peak: number | undefined;
  #memoryMb: number | undefined;

  constructor(folder: string, controllers: readonly Controller[]) {
    this.#folder = folder;
    this.#controllers = controllers;
    if (controllers.includes('pids')) put(folder, 'pids.max', MAX_PIDS);
    this.#peak = openPeak(folder);
  }

  add(pid: number): void {
    put(this.#folder, 'cgroup.procs', pid);
  }

  limit(memoryMb: number, cpuShare: number | undefined): void {
    if (memoryMb !== this.#memoryMb) {
      put(this.#folder, 'memory.max', memoryMb * 1024 * 1024);
      tryPut(this.#folder, 'memory.swap.max', 0);
      this.#memoryMb = memoryMb;
    }
    if (!this.#controllers.includes('cpu')) return;
    const quotaUs = cpuShare === undefined ? 'max' : Math.max(MIN_CPU_QUOTA_US, Math.round(CPU_PERIOD_US * cpuShare));
    put(this.#folder, 'cpu.max', `${quotaUs} ${CPU_PERIOD_US}`);
  }

  freeze(): void {
    put(this.#folder, 'cgroup.freeze', 1);
  }

  thaw(): void {
    put(this.#folder, 'cgroup.freeze', 0);
  }

  async usage(): Promise<GroupUsage> {
    return { maxMemoryBytes: this.#takePeak(), oomKills: readCounter(this.#folder, 'memory.events', 'oom_kill') };
  }

  kill(): void {
    killMembers(this.#folder);
    tryPut(this.#folder, 'cgroup.freeze', 0);
  }

  async remove(): Promise<void> {
    if (this.#peak !== undefined) closeSync(this.#peak);
    await removeGroup(this.#folder);
  }

  /** Before Linux 5.19 there is no peak, and what is used now must do. */
  #takePeak(): number {
    if (this.#peak === undefined) return Number(readText(this.#folder, 'memory.current'));
    const bytes = Buffer.alloc(32);
    const length = readSync(this.#peak, bytes, 0, bytes.length, 0);
    try {
      writeSync(this.#peak, 'reset', 0);
    } catch {
      // Before Linux 6.12: the peak is that of the sandbox's life.
    }
    return Number(bytes.toString('latin1', 0, length));
  }
}

function openPeak(folder: string): number | undefined {
  for (const flags of ['r+', 'r']) {
    try {
      return openSync(path.join(folder, 'memory.peak'), flags);
    } catch {
      // Read-only before Linux 6.12, missing before 5.19.
    }
  }
  return undefined;
}
