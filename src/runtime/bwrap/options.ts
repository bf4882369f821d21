/** The options of one bwrap, in the form that passed the escape list of SANDBOX.md, and their encoding for `--args FD`. */
import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { HOST_ETC } from './etc-files.ts';
import { INSIDE_GID, INSIDE_UID, SHM_BYTES } from './limits.ts';
import type { BwrapVersion } from './version.ts';

/** Where our own scripts and the platform's Node are inside. */
export const INSIDE_SCRIPTS = '/var/virga/inside';
export const INSIDE_NODE = '/var/virga/node';

export interface BwrapView {
  readonly version: BwrapVersion;
  /** Host paths of the slot's folders. */
  readonly task: string;
  readonly opt: string;
  readonly tmp: string;
  readonly socket: string;
  /** Staged host path → path inside. */
  readonly readOnly: readonly (readonly [string, string])[];
  readonly etcFiles: readonly (readonly [string, string])[];
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it is started in a network namespace that was prepared for it. */
  readonly networked: boolean;
  readonly descriptors: { readonly seccomp: number; readonly block: number; readonly info: number };
}

export function bwrapOptions(view: BwrapView): string[] {
  return [...walls(view), ...systemView(), ...etcView(view), ...functionView(view), ...ending(view)];
}

/** NUL-terminated, as `--args` reads them. Throws TypeError for a NUL inside one. */
export function encodeOptions(options: readonly string[]): Buffer {
  const bad = options.find((option) => option.includes('\0'));
  if (bad !== undefined) throw new TypeError('a NUL in an option or environment variable of a sandbox');
  return Buffer.from(options.map((option) => `${option}\0`).join(''));
}

const NAMESPACES = '--unshare-user --unshare-pid --unshare-ipc --unshare-uts --unshare-cgroup-try';
const PRIVILEGES = '--hostname sandbox --new-session --die-with-parent --cap-drop ALL --clearenv';

function walls({ version, networked }: BwrapView): string[] {
  const options = [...NAMESPACES.split(' '), ...PRIVILEGES.split(' ')];
  options.push('--uid', String(INSIDE_UID), '--gid', String(INSIDE_GID));
  if (!networked) options.push('--unshare-net');
  if (version.disablesUserNamespaces) options.push('--disable-userns');
  return options;
}

function systemView(): string[] {
  const options = ['--ro-bind', '/usr', '/usr'];
  for (const folder of ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']) {
    if (!existsSync(folder)) continue;
    if (lstatSync(folder).isSymbolicLink()) options.push('--symlink', readlinkSync(folder), folder);
    else options.push('--ro-bind', folder, folder);
  }
  options.push('--proc', '/proc', '--ro-bind', '/proc/sys', '/proc/sys', '--dev', '/dev');
  options.push('--perms', '1777', '--size', String(SHM_BYTES), '--tmpfs', '/dev/shm', '--remount-ro', '/dev');
  return options;
}

function etcView(view: BwrapView): string[] {
  const options = ['--perms', '0755', '--dir', '/etc'];
  for (const name of HOST_ETC) options.push('--ro-bind-try', `/etc/${name}`, `/etc/${name}`);
  for (const [hostPath, name] of view.etcFiles) options.push('--ro-bind', hostPath, `/etc/${name}`);
  return options;
}

function functionView(view: BwrapView): string[] {
  const options = ['/var', '/var/virga', '/run'].flatMap((folder) => ['--perms', '0755', '--dir', folder]);
  for (const [hostPath, inside] of view.readOnly) options.push('--ro-bind', hostPath, inside);
  options.push('--ro-bind', view.task, '/var/task', '--ro-bind', view.opt, '/opt', '--bind', view.tmp, '/tmp');
  options.push('--ro-bind', view.socket, '/run/virga', '--symlink', '../tmp', '/var/tmp');
  return options;
}

function ending({ environment, descriptors }: BwrapView): string[] {
  const options = ['--remount-ro', '/', '--chdir', '/'];
  for (const [name, value] of Object.entries(environment)) options.push('--setenv', name, value);
  options.push('--seccomp', String(descriptors.seccomp), '--block-fd', String(descriptors.block));
  options.push('--info-fd', String(descriptors.info));
  return options;
}
