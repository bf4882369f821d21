/** Runs the system's network programs, which lie where an ordinary user's PATH does not look. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { hasProgram } from '../find-program.ts';
import { MAKE_TIMEOUT_MS } from './limits.ts';

const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

export const PROGRAM_ENVIRONMENT: Readonly<NodeJS.ProcessEnv> = { ...process.env, PATH };

/** First command of a shell, so that it finds them. */
export const FIND_PROGRAMS = 'PATH="$PATH:/usr/sbin:/sbin"; export PATH';

/** What it printed. Rejects with what it said; the error's code is ENOENT where it is missing. */
export function runProgram(program: string, words: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env: PROGRAM_ENVIRONMENT, timeout: MAKE_TIMEOUT_MS, killSignal: 'SIGKILL' } as const;
    const child = execFile(program, words, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const said = stderr.trim().split('\n').slice(-3).join(' ');
      reject(Object.assign(new Error(`${program}: ${said || error.message}`), { code: error.code }));
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/** Those that networks take as root. */
export function hasNetworkPrograms(): boolean {
  return ['nft', 'ip'].every((program) => hasProgram(program, PATH));
}

export function scriptPath(name: string): string {
  return fileURLToPath(new URL(`./inside/${name}`, import.meta.url));
}
