/** The real clients: AWS CLI 1 and 2 and boto3, those of this machine or, for version 1, of a cache made by pip. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { cleanEnvironment } from '../cloud.ts';

/** Newest when the tests were written; kept still so that a failure is ours. */
const PACKAGES = ['awscli==1.45.11', 'boto3==1.43.11'];
const CALL_TIMEOUT_MS = 120_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

export interface Cli {
  readonly program: string;
  readonly major: 1 | 2;
  /** 2.13 and later, and 1.29 and later, read AWS_ENDPOINT_URL. */
  readonly knowsEndpointVariable: boolean;
}

export function findCli(major: 1 | 2): Cli | undefined {
  for (const program of candidates('aws')) {
    const version = /aws-cli\/(\d+)\.(\d+)/.exec(print(program, ['--version']));
    if (Number(version?.[1]) !== major) continue;
    const minor = Number(version?.[2]);
    return { program, major, knowsEndpointVariable: minor >= (major === 1 ? 29 : 13) };
  }
  return undefined;
}

/** Version 1 of this machine, else installed with pip, once. */
export function cliV1(): Cli {
  const found = findCli(1);
  if (found) return found;
  return { program: path.join(toolsFolder(), 'bin/aws'), major: 1, knowsEndpointVariable: true };
}

/** A Python that has boto3. */
export function pythonWithBoto3(): string {
  const found = candidates('python3').find(
    (program) => print(program, ['-c', 'import boto3; print("yes")']) === 'yes\n',
  );
  return found ?? path.join(toolsFolder(), 'bin/python');
}

export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Calls the CLI and answers whatever it said. */
export async function callAws(
  cli: Cli,
  environment: Record<string, string>,
  words: readonly string[],
): Promise<Answer> {
  const endpoint = cli.knowsEndpointVariable ? [] : ['--endpoint-url', environment['AWS_ENDPOINT_URL'] ?? ''];
  return await runProgram(cli.program, [...endpoint, ...words], environment);
}

/** Calls the CLI and parses its JSON; throws with its words where it fails. */
export async function aws(cli: Cli, environment: Record<string, string>, ...words: string[]): Promise<unknown> {
  const { code, out, err } = await callAws(cli, environment, words);
  if (code !== 0) throw new Error(`aws ${words.join(' ')}: ${err}`);
  return out.trim() === '' ? undefined : JSON.parse(out);
}

async function runProgram(
  program: string,
  words: readonly string[],
  environment: Record<string, string>,
): Promise<Answer> {
  const options = {
    env: { ...cleanEnvironment(), ...environment, AWS_PAGER: '' },
    timeout: CALL_TIMEOUT_MS,
    maxBuffer: MAX_OUTPUT_BYTES,
  };
  try {
    const { stdout, stderr } = await promisify(execFile)(program, words, options);
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const {
      code,
      stdout = '',
      stderr = '',
      message,
    } = error as Error & { code?: number; stdout?: string; stderr?: string };
    return { code: typeof code === 'number' ? code : -1, out: stdout, err: stderr === '' ? message : stderr };
  }
}

function candidates(name: string): string[] {
  const folders = [
    ...(process.env['PATH'] ?? '').split(':'),
    '/usr/local/bin',
    '/usr/bin',
    path.join(homedir(), '.pyenv/shims'),
  ];
  return [...new Set(folders)].map((folder) => path.join(folder, name)).filter((file) => existsSync(file));
}

function print(program: string, words: readonly string[]): string {
  try {
    return execFileSync(program, words, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: cleanEnvironment(),
    });
  } catch {
    return '';
  }
}

function toolsFolder(): string {
  // A venv holds its own path, so it is made where it stays; the mark at its end says that it is whole.
  const folder = path.join(homedir(), '.cache/virga/test-tools', PACKAGES.join('-').replaceAll('=', ''));
  const mark = path.join(folder, 'installed');
  if (existsSync(mark)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true });
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
  execFileSync(path.join(folder, 'bin/python'), ['-m', 'pip', 'install', '--quiet', ...PACKAGES], { stdio: 'inherit' });
  writeFileSync(mark, '');
  return folder;
}
