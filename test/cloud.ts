/** Starts the product as people do, `virga up` in a process of its own, on its own data directory and a free port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readEndpoint, readKeys } from '../src/data-folder.ts';
import { shareRuntimes } from './shared-runtimes.ts';

const ENTRY = path.join(import.meta.dirname, '../src/cli/main.ts');
const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 60_000;

export interface RunningCloud {
  readonly url: string;
  readonly dataFolder: string;
  readonly process: ChildProcess;
  /** For AWS CLI and SDKs: endpoint, region and the keys of `admin` or root. */
  environment(holder?: 'root' | 'admin'): Record<string, string>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** kill -9, of the server alone. */
  kill(): Promise<void>;
  /** Everything that it printed so far. */
  output(): string;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface CloudOptions {
  /** Kept afterwards where given. */
  readonly dataFolder?: string;
  readonly flags?: readonly string[];
  /** Functions' interpreters are fetched anew, as at a first start. */
  readonly ownRuntimes?: boolean;
  /** 0 where not given. */
  readonly port?: number;
  /** For the server's own process: `--cpu-prof`. */
  readonly nodeFlags?: readonly string[];
  /** Before it is ready. */
  readonly onSpawn?: (child: ChildProcess) => void;
  /** Besides what it has of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

export function makeDataFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'virga-data-'));
}

/** Resolves when it says that it is ready; rejects with what it printed where it ends before. */
export async function startCloud(options: CloudOptions = {}): Promise<RunningCloud> {
  const dataFolder = options.dataFolder ?? makeDataFolder();
  if (options.ownRuntimes !== true) shareRuntimes(dataFolder);
  const words = ['up', '--port', String(options.port ?? 0), '--data', dataFolder, ...(options.flags ?? [])];
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ...(options.nodeFlags ?? []), ENTRY, ...words],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...cleanEnvironment(), ...options.environment },
    },
  );
  options.onSpawn?.(child);
  let printed = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the cloud was not ready within ${START_DEADLINE_MS} ms; it printed: ${printed}`));
    }, START_DEADLINE_MS);
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      if (!/Ready\.\n/.test(printed)) return;
      clearTimeout(deadline);
      resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void exited.then((code) => {
      clearTimeout(deadline);
      reject(new CloudEndedError(code, printed));
    });
  });
  const { url, region } = readEndpoint(dataFolder);
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    const deadline = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
    const code = await exited;
    clearTimeout(deadline);
    return code;
  };
  return {
    url,
    dataFolder,
    process: child,
    environment(holder = 'admin') {
      const keys = readKeys(dataFolder, holder);
      return {
        AWS_ENDPOINT_URL: url,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      };
    },
    stop,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    output: () => printed,
    async [Symbol.asyncDispose]() {
      await stop();
      if (options.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

export class CloudEndedError extends Error {
  readonly code: number | null;
  readonly printed: string;
  constructor(code: number | null, printed: string) {
    super(`the cloud ended (${code}) before it was ready; it printed: ${printed}`);
    this.code = code;
    this.printed = printed;
  }
}

/** Nothing of the developer's own AWS settings. */
export function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(AWS_|VIRGA_|NODE_TEST|NODE_OPTIONS)/.test(entry[0]),
  );
  return { ...Object.fromEntries(kept), AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
}
