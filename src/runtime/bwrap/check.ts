/** Whether this machine can isolate functions, and if not, what to change: one clear line each. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { hasProgram } from '../find-program.ts';
import { chooseFirstHostId } from './host-ids.ts';
import { installAdvice } from './install.ts';
import { FIRST_HOST_ID, MAX_SANDBOXES } from './limits.ts';
import { sandboxFilter } from './seccomp/filter.ts';
import { findBwrap } from './version.ts';

export interface IsolationCheck {
  /** The program is missing: root may call `installBubblewrap` and check again. */
  readonly bubblewrapMissing: boolean;
  /** Each a sentence that says what to change; none: sandboxes can be had. What is merely weaker is in the IsolationReport. */
  readonly problems: readonly string[];
}

/** What the kernel says about user namespaces: contents of the files in /proc/sys, undefined where there is none. */
export interface NamespaceFacts {
  readonly appArmorRestricts: string | undefined;
  readonly unprivilegedClone: string | undefined;
  readonly maxUserNamespaces: string | undefined;
  /** What the trial said. */
  readonly complaint: string;
}

export async function checkIsolation(): Promise<IsolationCheck> {
  if (process.platform !== 'linux') {
    const problem = `functions are isolated by Linux namespaces, which ${process.platform} does not have: run Virga on Linux, or choose --isolation process`;
    return { bubblewrapMissing: false, problems: [problem] };
  }
  const missing = PROGRAMS.filter((program) => !hasProgram(program));
  // At once with the question for the version: a start waits for the slowest of these programs, and not for their sum.
  const trying = missing.length === 0 && hasProgram('bwrap') ? tryNamespaces() : Promise.resolve([]);
  trying.catch(() => {});
  const filter = await findFilterAndBwrap();
  const problems = [...filter.problems, ...missing.map((name) => `${name} is missing: install the package util-linux`)];
  if (problems.length === 0) problems.push(...(await trying));
  return { bubblewrapMissing: filter.bubblewrapMissing, problems };
}

const PROGRAMS = ['unshare', 'nsenter', 'mount'];

async function findFilterAndBwrap(): Promise<{ bubblewrapMissing: boolean; problems: readonly string[] }> {
  try {
    sandboxFilter();
    if ((await findBwrap()) !== undefined) return { bubblewrapMissing: false, problems: [] };
    const problem = `the sandbox program bubblewrap is missing: ${installAdvice()}`;
    return { bubblewrapMissing: true, problems: [problem] };
  } catch (error) {
    return { bubblewrapMissing: false, problems: [(error as Error).message] };
  }
}

/** The sentence for a system that refuses user namespaces. */
export function explainRefusal(facts: NamespaceFacts): string {
  if (facts.appArmorRestricts === '1') {
    return 'AppArmor forbids user namespaces here (Ubuntu 24.04 does): run: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 (keep it in /etc/sysctl.d/60-virga.conf)';
  }
  if (facts.unprivilegedClone === '0') {
    return 'user namespaces are switched off: run: sudo sysctl -w kernel.unprivileged_userns_clone=1 (keep it in /etc/sysctl.d/60-virga.conf)';
  }
  if (facts.maxUserNamespaces === '0') {
    return 'user namespaces are switched off: run: sudo sysctl -w user.max_user_namespaces=10000 (keep it in /etc/sysctl.d/60-virga.conf)';
  }
  return `this system refuses namespaces (in a container: start it with --privileged, or with seccomp and AppArmor unconfined), or choose --isolation process: ${facts.complaint}`;
}

async function tryNamespaces(): Promise<string[]> {
  const asRoot = process.getuid?.() === 0;
  const room = asRoot ? ['--mount', 'true'] : ['--user', '--map-root-user', '--mount', 'true'];
  const view = ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--', '/bin/sh', '-c', ':'];
  const hostId = asRoot ? chooseFirstHostId(FIRST_HOST_ID, MAX_SANDBOXES) : 0;
  const trials: [string, string[], object][] = [
    ['unshare', room, {}],
    ['bwrap', ['--unshare-all', ...view], asRoot ? { uid: hostId, gid: hostId } : {}],
  ];
  for (const complaint of await Promise.all(trials.map((trial) => complaintOf(...trial)))) {
    if (complaint === undefined) continue;
    return [
      explainRefusal({
        appArmorRestricts: readSetting('kernel/apparmor_restrict_unprivileged_userns'),
        unprivilegedClone: readSetting('kernel/unprivileged_userns_clone'),
        maxUserNamespaces: readSetting('user/max_user_namespaces'),
        complaint,
      }),
    ];
  }
  return [];
}

async function complaintOf(program: string, words: readonly string[], options: object): Promise<string | undefined> {
  try {
    await promisify(execFile)(program, words, { cwd: '/', ...options });
    return undefined;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    return stderr?.trim() || message;
  }
}

function readSetting(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${name}`, 'utf8').trim();
  } catch {
    return undefined;
  }
}
