/** Installs bubblewrap, and the programs that make networks, with the system's package manager. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

interface PackageManager {
  readonly program: string;
  /** Run first where the installation fails: package lists of a fresh image are empty. */
  readonly refresh?: readonly string[];
  /** Before the names of packages. */
  readonly install: readonly string[];
  readonly sandbox: readonly string[];
  /** What the networks of functions take as root. */
  readonly network: readonly string[];
}

const SANDBOX = ['bubblewrap'];
const NETWORK = ['nftables', 'iproute2'];

export const PACKAGE_MANAGERS: readonly PackageManager[] = [
  {
    program: 'apt-get',
    refresh: ['apt-get', 'update'],
    install: ['apt-get', 'install', '-y', '--no-install-recommends'],
    sandbox: SANDBOX,
    network: NETWORK,
  },
  { program: 'dnf', install: ['dnf', 'install', '-y'], sandbox: SANDBOX, network: ['nftables', 'iproute'] },
  {
    program: 'apk',
    install: ['apk', 'add'],
    sandbox: ['bubblewrap', 'util-linux-misc', 'e2fsprogs'],
    network: NETWORK,
  },
  { program: 'pacman', install: ['pacman', '-S', '--noconfirm', '--needed'], sandbox: SANDBOX, network: NETWORK },
  { program: 'zypper', install: ['zypper', '--non-interactive', 'install'], sandbox: SANDBOX, network: NETWORK },
];

/** The manager that is on the PATH; undefined on a system with none that is known. */
export function findPackageManager(searchPath: string = process.env['PATH'] ?? ''): PackageManager | undefined {
  const folders = searchPath.split(':').filter(Boolean);
  return PACKAGE_MANAGERS.find(({ program }) => folders.some((folder) => isProgram(path.join(folder, program))));
}

/** What a person types to install it. */
export function installAdvice(manager: PackageManager | undefined = findPackageManager()): string {
  if (!manager) return "install the package bubblewrap with your system's package manager";
  return `run: sudo ${[...manager.install, ...manager.sandbox].join(' ')}`;
}

/** As root. `say` gets each command before it runs. Rejects in words for people, with the end of what the manager said. */
export async function installBubblewrap(say: (line: string) => void): Promise<void> {
  await installPackages('bubblewrap is missing', ({ sandbox }) => sandbox, say);
}

/** The same for what networks take. */
export async function installNetworkPrograms(say: (line: string) => void): Promise<void> {
  await installPackages('functions get the internet by nftables, which is missing', ({ network }) => network, say);
}

async function installPackages(
  why: string,
  packagesOf: (manager: PackageManager) => readonly string[],
  say: (line: string) => void,
): Promise<void> {
  const manager = findPackageManager();
  if (!manager) throw new Error(`${why}, and no known package manager is on the PATH`);
  const words = [...manager.install, ...packagesOf(manager)];
  const install = async (): Promise<void> => {
    say(`${why}: ${words.join(' ')}`);
    await run(words);
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
