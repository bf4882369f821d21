/** Chooses the best way to limit sandboxes that this machine allows. */
import type { Clock } from '../../../kit/clock.ts';
import type { ResourceGroups } from './group.ts';
import { type Hierarchies, readHierarchies } from './hierarchies.ts';
import { SoftGroups } from './soft.ts';
import { openV1 } from './v1.ts';
import { openV2 } from './v2.ts';

/** `name` is that of the folder of our groups: the same at every start on the same data directory. */
export async function openResourceGroups(name: string, asRoot: boolean, clock: Clock): Promise<ResourceGroups> {
  const hierarchies = readHierarchies();
  const hard = hierarchies.v1.has('memory')
    ? await openV1(hierarchies, name, asRoot)
    : await openV2(hierarchies, name, asRoot);
  return hard ?? new SoftGroups(clock, advice(hierarchies, asRoot));
}

export function advice(hierarchies: Hierarchies, asRoot: boolean): string {
  if (asRoot)
    return 'make the cgroup filesystem writable (for a container: run it privileged or with --cgroupns=private and a writable /sys/fs/cgroup)';
  if (hierarchies.v1.has('memory')) return 'run as root, since cgroup v1 cannot be delegated safely';
  return 'start Virga in a delegated cgroup: systemd-run --user --scope -p Delegate=yes ./virga up';
}
