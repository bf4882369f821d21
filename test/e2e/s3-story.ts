/** What the stories of S3 share: a cloud that speaks http and https, trees of files, and programs that must end well. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { cleanEnvironment, makeDataFolder, type RunningCloud, startCloud } from '../cloud.ts';
import { virga } from './command-line.ts';

const PROGRAM_TIMEOUT_MS = 180_000;

export interface S3Cloud {
  readonly cloud: RunningCloud;
  readonly http: string;
  readonly https: string;
  /** PEM: what clients of `https` trust. */
  readonly caFile: string;
  /** Keys, region and the endpoint in plain http. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function startS3Cloud(): Promise<S3Cloud> {
  const dataFolder = makeDataFolder();
  const made = await virga('tls', 'init', '--data', dataFolder);
  if (made.code !== 0) throw new Error(made.err);
  const [cert, key] = ['cert', 'key'].map((name) => path.join(dataFolder, `tls/${name}.pem`));
  const flags = ['--isolation', 'process', '--tls-cert', cert ?? '', '--tls-key', key ?? ''];
  const cloud = await startCloud({ dataFolder, flags });
  const http = cloud.url.replace('https:', 'http:');
  return {
    cloud,
    http,
    https: cloud.url,
    caFile: path.join(dataFolder, 'tls/ca.pem'),
    environment: { ...cloud.environment(), AWS_ENDPOINT_URL: http },
    async stop() {
      await cloud.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** A folder of its own, gone at the end of the process's test. */
export function makeFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'virga-s3-'));
}

/** Empty and large files, folders in folders, and names that are hard to write in a URL. */
export function makeTree(folder: string): void {
  const files: readonly (readonly [name: string, sizeBytes: number])[] = [
    ['empty', 0],
    ['small.txt', 12],
    ['a/b/c/deep.bin', 20_000],
    ['a/large.bin', 300_000],
    ['ü ö/héllo + wörld%20&?#.txt', 30],
    ['日本/語.txt', 9],
  ];
  for (const [name, sizeBytes] of files) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, Buffer.alloc(sizeBytes, `${name} `));
  }
}

/** What is in a tree: names and bytes. */
export function readTree(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => path.join(entry.parentPath, entry.name)).toSorted();
  return Object.fromEntries(files.map((file) => [path.relative(folder, file), readFileSync(file).toString('base64')]));
}

/** What it printed; throws with its words where it fails. */
export async function runTool(
  program: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  cwd?: string,
): Promise<string> {
  const env = { ...cleanEnvironment(), ...environment };
  try {
    const options = { env, cwd, timeout: PROGRAM_TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 };
    const { stdout } = await promisify(execFile)(program, words, options);
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${program} ${words.join(' ')}: ${message}\n${stdout}\n${stderr}`, { cause: error });
  }
}
