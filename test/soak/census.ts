/** What a running cloud holds of its machine, counted from outside: it must be the same before and after work. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { treePids } from '../../src/runtime/process-tree.ts';
import { prepareRunFolder, type RunFolder } from '../../src/runtime/run-folder.ts';
import { residentBytes } from '../fuzz/server-state.ts';

/** Kind → how many. */
export type Census = Readonly<Record<string, number>>;

const NAMESPACES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'user', 'uts'] as const;

export interface Place {
  readonly processId: number;
  readonly dataFolder: string;
  /** The server's alone, so that what it leaves there is seen. */
  readonly temporaryFolder: string;
  readonly run: RunFolder;
}

export async function placeOf(processId: number, dataFolder: string, temporaryFolder: string): Promise<Place> {
  return { processId, dataFolder, temporaryFolder, run: await prepareRunFolder(dataFolder) };
}

/** What can be counted; memory is apart, since it is never twice the same. */
export async function countHeld(place: Place): Promise<Census> {
  const { processId, run, dataFolder, temporaryFolder } = place;
  const pids = await treePids(processId);
  const room = mountRoom(pids, run.runFolder);
  return {
    descriptors: list(`/proc/${processId}/fd`).length,
    threads: list(`/proc/${processId}/task`).length,
    processes: pids.length,
    ...Object.fromEntries(NAMESPACES.map((kind) => [`${kind} namespaces`, namespaces(pids, kind)])),
    'network namespaces kept by files': room.filter((line) => line.includes(' - nsfs ')).length,
    'network interfaces': links(room).length,
    mounts: mounts(readOrEmpty('/proc/self/mountinfo'), run.runFolder).length + room.length,
    'loop devices': loops(run.imageFolder).length,
    cgroups: cgroupFolders(run.name).reduce((sum, folder) => sum + folders(folder), 0),
    'files of sandboxes': files(run.runFolder) + files(run.imageFolder),
    'temporary files': files(temporaryFolder),
    'blob files': files(path.join(dataFolder, 'blobs')),
  };
}

/** Each process of the cloud by number and start, so that another's of the same number is not taken for it. */
export async function processesOf({ processId }: Place): Promise<string[]> {
  return (await treePids(processId)).map((pid) => `${pid} ${startOf(pid)}`);
}

/** What is left of a cloud that has stopped: zeros. */
export function countLeft(place: Place, ran: readonly string[], linkPrefix: string | undefined): Census {
  const { run, temporaryFolder } = place;
  const interfaces = list('/sys/class/net').filter((name) => linkPrefix !== undefined && name.startsWith(linkPrefix));
  return {
    processes: ran.filter((process) => isAlive(process)).length,
    mounts: mounts(readOrEmpty('/proc/self/mountinfo'), run.runFolder).length,
    'loop devices': loops(run.imageFolder).length,
    cgroups: cgroupFolders(run.name).length,
    'network interfaces': interfaces.length,
    'files of sandboxes': files(run.runFolder) + files(run.imageFolder),
    'temporary files': files(temporaryFolder),
  };
}

/** Names of its interfaces begin so; undefined where it has none. */
export async function linkPrefixOf({ processId, run }: Place): Promise<string | undefined> {
  const [first] = links(mountRoom(await treePids(processId), run.runFolder));
  return first === undefined ? undefined : /^virga[\da-f]+-/.exec(first)?.[0];
}

export function residentMb({ processId }: Place): number {
  return residentBytes(processId) / 2 ** 20;
}

/** By first folder of the data directory: it grows with what is written, and has retention of its own. */
export function dataMb({ dataFolder }: Place): Readonly<Record<string, number>> {
  const lines = execFileSync('du', ['-m', '--max-depth=1', dataFolder], { encoding: 'utf8' }).trim().split('\n');
  return Object.fromEntries(
    lines.map((line) => [path.relative(dataFolder, line.split('\t')[1] ?? '') || 'all', Number.parseInt(line, 10)]),
  );
}

/** Lines of the mounts that sandboxes share, as the one process sees them that holds their mount namespace. */
function mountRoom(pids: readonly number[], runFolder: string): string[] {
  const own = link('/proc/self/ns/mnt');
  for (const pid of pids) {
    const namespace = link(`/proc/${pid}/ns/mnt`);
    if (namespace === '' || namespace === own) continue;
    const found = mounts(readOrEmpty(`/proc/${pid}/mountinfo`), runFolder);
    if (found.length > 0) return found;
  }
  return [];
}

function mounts(mountinfo: string, below: string): string[] {
  return mountinfo.split('\n').filter((line) => (line.split(' ')[4] ?? '').startsWith(below));
}

/** The host's ends of the sandboxes' networks. */
function links(room: readonly string[]): string[] {
  const kept = room.filter((line) => line.includes(' - nsfs ')).map((line) => path.basename(line.split(' ')[4] ?? ''));
  const prefix = /^virga[\da-f]+-/.exec(kept[0] ?? '')?.[0];
  return prefix === undefined ? [] : list('/sys/class/net').filter((name) => name.startsWith(prefix));
}

function namespaces(pids: readonly number[], kind: string): number {
  return new Set(pids.map((pid) => link(`/proc/${pid}/ns/${kind}`)).filter(Boolean)).size;
}

function cgroupFolders(name: string): string[] {
  const lines = readOrEmpty('/proc/self/mountinfo').split('\n');
  return lines
    .filter((line) => line.includes(' - cgroup'))
    .map((line) => path.join(line.split(' ')[4] ?? '', `virga-${name}`))
    .filter((folder) => existsSync(folder));
}

function folders(folder: string): number {
  return 1 + readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).length;
}

function loops(imageFolder: string): string[] {
  return list('/sys/block').filter((device) =>
    readOrEmpty(`/sys/block/${device}/loop/backing_file`).includes(imageFolder),
  );
}

/** Everything below, folders too. */
function files(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true }).length;
  } catch {
    return 0;
  }
}

function isAlive(process: string): boolean {
  const [pid, start] = process.split(' ');
  // A zombie has ended, and waits for the init of this machine to take note of it.
  return startOf(Number(pid)) === start && !/^State:\s+Z/m.test(readOrEmpty(`/proc/${pid}/status`));
}

/** In clock ticks since boot; proc(5), the 22nd field. */
function startOf(pid: number): string {
  return readOrEmpty(`/proc/${pid}/stat`).split(') ')[1]?.split(' ')[19] ?? '';
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
