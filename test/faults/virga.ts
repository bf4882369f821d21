/** Runs a command of `./virga` to its end. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { cleanEnvironment } from '../cloud.ts';

const ENTRY = path.join(import.meta.dirname, '../../src/cli/main.ts');
const DEADLINE_MS = 60_000;

export interface Ran {
  readonly code: number;
  /** Both streams. */
  readonly printed: string;
}

export function virga(...words: string[]): Promise<Ran> {
  const options = { env: cleanEnvironment(), timeout: DEADLINE_MS };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', ENTRY, ...words],
      options,
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? -1) : 0, printed: stdout + stderr });
      },
    );
  });
}
