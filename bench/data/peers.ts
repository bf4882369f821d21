/** Other servers of the same APIs, from the registries, started beside Virga in the same run. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const FOLDER = path.join(import.meta.dirname, '../../node_modules/.cache/virga-bench');
const PACKAGES = { dynalite: '4.0.0', s3rver: '3.7.1' } as const;
const START_DEADLINE_MS = 60_000;

export interface Server {
  readonly name: string;
  readonly port: number;
  /** What it has done when it acknowledges. */
  readonly keeps: string;
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string };
  stop(): void;
}

type PeerName = 'dynalite, memory' | 'dynalite, disk' | 's3rver' | 'moto server';

/** Undefined where it cannot be had on this machine; says so. */
export async function startPeer(name: PeerName, print: (line: string) => void): Promise<Server | undefined> {
  const missing = name === 'moto server' ? motoMissing() : packagesMissing(print);
  if (missing !== undefined) {
    print(`${name}: left out (${missing})`);
    return undefined;
  }
  const data = mkdtempSync(path.join(tmpdir(), 'virga-peer-'));
  const port = await freePort();
  const [program, words] = commandOf(name, port, data);
  const child = spawn(program, words, { stdio: 'ignore', cwd: data });
  await listening(port, child);
  const stop = (): void => {
    child.kill('SIGKILL');
    rmSync(data, { recursive: true, force: true });
  };
  // s3rver checks signatures by these keys; the others take any.
  const keys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
  return { name, port, keeps: KEEPS[name], keys, stop };
}

const KEEPS: Readonly<Record<PeerName, string>> = {
  'dynalite, memory': 'in memory',
  'dynalite, disk': 'LevelDB, not synced',
  s3rver: 'files, not synced',
  'moto server': 'in memory',
};

function commandOf(name: PeerName, port: number, data: string): readonly [string, readonly string[]] {
  const bin = (program: string): string => path.join(FOLDER, 'node_modules/.bin', program);
  switch (name) {
    case 'dynalite, memory':
      return [process.execPath, [bin('dynalite'), '--port', String(port), '--createTableMs', '0']];
    case 'dynalite, disk':
      return [process.execPath, [bin('dynalite'), '--port', String(port), '--createTableMs', '0', '--path', data]];
    case 's3rver':
      return [process.execPath, [bin('s3rver'), '-s', '-d', data, '-a', '127.0.0.1', '-p', String(port)]];
    case 'moto server':
      return ['python3', ['-m', 'moto.server', '-p', String(port)]];
  }
}

function motoMissing(): string | undefined {
  const { status } = spawnSync('python3', ['-c', 'import moto.server, flask'], { stdio: 'ignore' });
  return status === 0 ? undefined : "pip install 'moto[server]' brings it";
}

/** Installed once, into the folder of caches that goes with node_modules. */
function packagesMissing(print: (line: string) => void): string | undefined {
  if (Object.keys(PACKAGES).every((name) => existsSync(path.join(FOLDER, 'node_modules', name)))) return undefined;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(path.join(FOLDER, 'package.json'), JSON.stringify({ private: true, dependencies: PACKAGES }));
  print('installing the servers to compare with, by npm, once ...');
  try {
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: FOLDER, stdio: 'ignore' });
    return undefined;
  } catch (error) {
    return `npm could not install it: ${(error as Error).message}`;
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

export async function listening(port: number, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + START_DEADLINE_MS;
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended (${child.exitCode}) before it listened`);
    if (performance.now() > deadline) throw new Error(`${child.spawnfile} does not listen on ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
