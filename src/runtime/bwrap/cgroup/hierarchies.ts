/** Where the cgroup hierarchies are mounted, and which groups of them are ours. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Hierarchies {
  /** v1 controller → mount point. */
  readonly v1: ReadonlyMap<string, string>;
  /** Mount point of the unified hierarchy: all of v2, or the controller-less part of a hybrid system. */
  readonly unified?: string;
  /** Our group's path within a hierarchy: by v1 controller, and `` for the unified one. */
  readonly own: ReadonlyMap<string, string>;
}

export function readHierarchies(): Hierarchies {
  return parseHierarchies(readFileSync('/proc/self/mountinfo', 'utf8'), readFileSync('/proc/self/cgroup', 'utf8'));
}

/** From the texts of /proc/self/mountinfo and /proc/self/cgroup (proc(5), cgroups(7)). */
export function parseHierarchies(mountinfo: string, cgroup: string): Hierarchies {
  const v1 = new Map<string, string>();
  let unified: string | undefined;
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const mountPoint = before.split(' ')[4];
    const [type, , options = ''] = after.split(' ');
    if (!mountPoint) continue;
    if (type === 'cgroup2') unified ??= mountPoint;
    if (type === 'cgroup') for (const option of options.split(',')) v1.set(option, mountPoint);
  }
  const own = new Map<string, string>();
  for (const line of cgroup.split('\n').filter(Boolean)) {
    const [, names = '', ...rest] = line.split(':');
    for (const name of names.split(',')) own.set(name, rest.join(':'));
  }
  return { v1, own, ...(unified === undefined ? {} : { unified }) };
}

/** Folders of a hierarchy under which our groups may be made, the preferred first. */
export function candidates(mountPoint: string, own: string | undefined, asRoot: boolean): string[] {
  const ownFolder = own === undefined || own.startsWith('/..') ? undefined : path.join(mountPoint, own);
  // As root at the top: an own group with processes may not have controllers below it in v2.
  const folders = asRoot ? [mountPoint, ownFolder] : [ownFolder];
  return [...new Set(folders.filter((folder) => folder !== undefined))];
}
