/** Installs bubblewrap with the system's package manager. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

interface PackageManager {
  readonly program: string;
  /** Run first where the installation fails: package lists of a fresh image are empty. */
  readonly refresh?: readonly string[];
  readonly install: readonly string[];
}

export const PACKAGE_MANAGERS: readonly PackageManager[] = [
  {
    program: 'apt-get',
    refresh: ['apt-get', 'update'],
    install: ['apt-get', 'install', '-y', '--no-install-recommends', 'bubblewrap'],
  },
  { program: 'dnf', install: ['dnf', 'install', '-y', 'bubblewrap'] },
  { program: 'apk', install: ['apk', 'add', 'bubblewrap', 'util-linux-misc', 'e2fsprogs'] },
  { program: 'pacman', install: ['pacman', '-S', '--noconfirm', '--needed', 'bubblewrap'] },
  { program: 'zypper', install: ['zypper', '--non-interactive', 'install', 'bubblewrap'] },
];

/** The manager that is on the PATH; undefined on a system with none that is known. */
export function findPackageManager(searchPath: string = process.env['PATH'] ?? ''): PackageManager | undefined {
  const folders = searchPath.split(':').filter(Boolean);
  return PACKAGE_MANAGERS.find(({ program }) => folders.some((folder) => isProgram(path.join(folder, program))));
}

/** What a person types to install it. */
export function installAdvice(manager: PackageManager | undefined = findPackageManager()): string {
  if (!manager) return "install the package bubblewrap with your system's package manager";
  return `run: sudo ${manager.install.join(' ')}`;
}

/** As root. `say` gets each command before it runs. Rejects in words for people, with the end of what the manager said. */
export async function installBubblewrap(say: (line: string) => void): Promise<void> {
  const manager = findPackageManager();
  if (!manager) throw new Error(`no known package manager is on the PATH: ${installAdvice(undefined)}`);
  const install = async (): Promise<void> => {
    say(`bubblewrap is missing: ${manager.install.join(' ')}`);
    await run(manager.install);
  };
  const { refresh } = manager;
  if (!refresh) return await install();
  try {
    await install();
  } catch {
    say(refresh.join(' '));
    await run(refresh);
    await install();
  }
}

async function run([program = '', ...words]: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2000);
    });
  }
  const code = await new Promise<number | string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (status, signal) => resolve(signal ?? status));
  });
  if (code !== 0) throw new Error(`${program} failed (${code}): ${said.trim().split('\n').slice(-4).join(' ')}`);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
