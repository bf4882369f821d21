/** Runs a command of `./virga` as people do, in a process of its own. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { cleanEnvironment } from '../cloud.ts';
import type { Answer } from './aws.ts';

const ENTRY = path.join(import.meta.dirname, '../../src/cli/main.ts');
const WORDS = ['--disable-warning=ExperimentalWarning', ENTRY];
const TIMEOUT_MS = 60_000;

export function virga(...words: string[]): Promise<Answer> {
  return new Promise((resolve) => {
    const options = { env: cleanEnvironment(), timeout: TIMEOUT_MS };
    execFile(process.execPath, [...WORDS, ...words], options, (error, out, err) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, out, err });
    });
  });
}

export interface Follower {
  readonly process: ChildProcess;
  /** Resolves when what it printed matches; rejects after a minute, or when it ends before. */
  until(pattern: RegExp): Promise<string>;
  /** SIGINT; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** A program that goes on printing. */
export function follow(program: string, words: readonly string[], environment: Record<string, string>): Follower {
  const child = spawn(program, words, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const readers = new Set<() => void>();
  const read = (chunk: Buffer): void => {
    printed += chunk.toString();
    for (const look of readers) look();
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    process: child,
    until(pattern) {
      return new Promise((resolve, reject) => {
        const end = (error?: Error): void => {
          clearTimeout(deadline);
          readers.delete(look);
          if (error) reject(error);
          else resolve(printed);
        };
        const look = (): void => {
          if (pattern.test(printed)) end();
        };
        const deadline = setTimeout(
          () => end(new Error(`no ${pattern} within a minute; printed: ${printed}`)),
          TIMEOUT_MS,
        );
        void exited.then((code) => end(new Error(`it ended (${code}) before ${pattern}; printed: ${printed}`)));
        readers.add(look);
        look();
      });
    },
    async stop() {
      child.kill('SIGINT');
      return await exited;
    },
  };
}

export function followVirga(...words: string[]): Follower {
  return follow(process.execPath, [...WORDS, ...words], cleanEnvironment());
}
