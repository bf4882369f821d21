/** Groups of cgroup v1, one in each controller's hierarchy; freezing and killing by the unified one where it is mounted. */
import path from 'node:path';
import { CPU_PERIOD_US, MAX_PIDS, MIN_CPU_QUOTA_US } from '../limits.ts';
import { clearFolder, has, killMembers, put, readCounter, readText, removeGroup, tryMake, tryPut } from './files.ts';
import type { GroupUsage, ResourceGroup, ResourceGroups } from './group.ts';
import { candidates, type Hierarchies } from './hierarchies.ts';

/** Ours, one in each hierarchy: controller → folder. `unified` where cgroup.freeze is to be had. */
type Folders = ReadonlyMap<'memory' | 'cpu' | 'pids' | 'freezer' | 'unified', string>;

/** Undefined where no memory group can be made. Clears what a predecessor of the same name left. */
export async function openV1(
  hierarchies: Hierarchies,
  name: string,
  asRoot: boolean,
): Promise<ResourceGroups | undefined> {
  const folders = new Map<'memory' | 'cpu' | 'pids' | 'freezer' | 'unified', string>();
  for (const kind of ['unified', 'freezer', 'pids', 'cpu', 'memory'] as const) {
    const mountPoint = kind === 'unified' ? hierarchies.unified : hierarchies.v1.get(kind);
    if (mountPoint === undefined || (kind === 'freezer' && folders.has('unified'))) continue;
    const own = hierarchies.own.get(kind === 'unified' ? '' : kind);
    const folder = await makeFirst(candidates(mountPoint, own, asRoot).map((parent) => path.join(parent, name)));
    if (folder !== undefined) folders.set(kind, folder);
  }
  if (folders.has('memory')) return new V1Groups(folders);
  for (const folder of folders.values()) await clearFolder(folder);
  return undefined;
}

async function makeFirst(folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    await clearFolder(folder);
    if (tryMake(folder)) return folder;
  }
  return undefined;
}

class V1Groups implements ResourceGroups {
  readonly summary = 'cgroup v1 limits';
  readonly weaknesses: readonly string[];
  readonly #folders: Folders;

  constructor(folders: Folders) {
    this.#folders = folders;
    this.weaknesses = [
      ...(folders.has('cpu') ? [] : ['functions share the CPU without limits: no cgroup of the cpu controller']),
      ...(folders.has('pids') ? [] : ['a fork bomb is not stopped: no cgroup of the pids controller']),
      ...(folders.has('unified') || folders.has('freezer') ? [] : ['idle sandboxes are not frozen: no freezer']),
    ];
  }

  create(name: string): ResourceGroup {
    const folders = new Map([...this.#folders].map(([kind, folder]) => [kind, path.join(folder, name)] as const));
    for (const folder of folders.values()) {
      if (!tryMake(folder)) throw new Error(`the cgroup ${folder} cannot be made`);
    }
    return new V1Group(folders);
  }

  async close(): Promise<void> {
    for (const folder of this.#folders.values()) await clearFolder(folder);
  }
}

class V1Group implements ResourceGroup {
  readonly #folders: Folders;
  readonly #memory: string;
  #memoryMb: number | undefined;

  constructor(folders: Folders) {
    this.#folders = folders;
    this.#memory = folders.get('memory') ?? '';
    const pids = folders.get('pids');
    if (pids !== undefined) put(pids, 'pids.max', MAX_PIDS);
    const cpu = folders.get('cpu');
    if (cpu !== undefined) put(cpu, 'cpu.cfs_period_us', CPU_PERIOD_US);
    tryPut(this.#memory, 'memory.swappiness', 0);
  }

  add(pid: number): void {
    for (const folder of this.#folders.values()) put(folder, 'cgroup.procs', pid);
  }

  limit(memoryMb: number, cpuShare: number | undefined): void {
    if (memoryMb !== this.#memoryMb) this.#limitMemory(memoryMb);
    this.#memoryMb = memoryMb;
    const cpu = this.#folders.get('cpu');
    if (cpu === undefined) return;
    const quotaUs = cpuShare === undefined ? -1 : Math.max(MIN_CPU_QUOTA_US, Math.round(CPU_PERIOD_US * cpuShare));
    put(cpu, 'cpu.cfs_quota_us', quotaUs);
  }

  #limitMemory(memoryMb: number): void {
    const bytes = memoryMb * 1024 * 1024;
    const swap = 'memory.memsw.limit_in_bytes';
    // The limit with swap may never be below the one without: raise it first, lower it last.
    if (has(this.#memory, swap)) tryPut(this.#memory, swap, bytes);
    put(this.#memory, 'memory.limit_in_bytes', bytes);
    if (has(this.#memory, swap)) put(this.#memory, swap, bytes);
  }

  freeze(): void {
    this.#setFrozen(true);
  }

  thaw(): void {
    this.#setFrozen(false);
  }

  async usage(): Promise<GroupUsage> {
    const maxMemoryBytes = Number(readText(this.#memory, 'memory.max_usage_in_bytes'));
    tryPut(this.#memory, 'memory.max_usage_in_bytes', 0);
    return { maxMemoryBytes, oomKills: readCounter(this.#memory, 'memory.oom_control', 'oom_kill') };
  }

  kill(): void {
    const unified = this.#folders.get('unified');
    killMembers(unified ?? this.#memory);
    // A frozen v1 group dies only when it is thawed.
    if (unified === undefined) this.#setFrozen(false);
  }

  async remove(): Promise<void> {
    for (const folder of this.#folders.values()) await removeGroup(folder);
  }

  #setFrozen(frozen: boolean): void {
    const unified = this.#folders.get('unified');
    const freezer = this.#folders.get('freezer');
    if (unified !== undefined) put(unified, 'cgroup.freeze', frozen ? 1 : 0);
    else if (freezer !== undefined) put(freezer, 'freezer.state', frozen ? 'FROZEN' : 'THAWED');
  }
}
