/** Which bubblewrap there is, and what it can do. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface BwrapVersion {
  readonly text: string;
  /** `--disable-userns`, since 0.8.0. Without it, the seccomp filter alone forbids nested user namespaces. */
  readonly disablesUserNamespaces: boolean;
}

/** `--perms` came with 0.5.0, `--size` with 0.6.0 (bubblewrap's NEWS.md). */
const OLDEST = [0, 6, 0] as const;
const WITH_DISABLE_USERNS = [0, 8, 0] as const;

/** Undefined where the program is missing. Throws an Error in words for people where it is too old or does not run. */
export async function findBwrap(): Promise<BwrapVersion | undefined> {
  const output = await promisify(execFile)('bwrap', ['--version']).catch((error: NodeJS.ErrnoException) => {
    // EACCES is what a search says that found nothing and came by a folder that it may not enter.
    if (error.code === 'ENOENT' || error.code === 'EACCES') return undefined;
    throw new Error(`bubblewrap does not run: ${error.message}`, { cause: error });
  });
  return output && parseVersion(output.stdout);
}

/** From `bubblewrap 0.8.0`. */
export function parseVersion(output: string): BwrapVersion {
  const numbers = /(\d+)\.(\d+)\.(\d+)/.exec(output)?.slice(1).map(Number);
  if (!numbers) throw new Error(`bubblewrap has a version that is not understood: ${output.trim()}`);
  const text = numbers.join('.');
  if (isBefore(numbers, OLDEST)) {
    throw new Error(`bubblewrap ${text} is too old: install ${OLDEST.join('.')} or later`);
  }
  return { text, disablesUserNamespaces: !isBefore(numbers, WITH_DISABLE_USERNS) };
}

function isBefore(version: readonly number[], other: readonly number[]): boolean {
  for (const [index, part] of other.entries()) {
    const own = version[index] ?? 0;
    if (own !== part) return own < part;
  }
  return false;
}
