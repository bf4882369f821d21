/** boto3 of the managed Python runtimes, installed by pip once for each minor version. */
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Python } from './find-pythons.ts';
import { runProgram } from './program.ts';

/** The folder that sandboxes see, whether boto3 is there yet or not: it appears in it as `site`. */
export async function pythonSdkFolder(folder: string, version: string): Promise<string> {
  const at = path.join(folder, `sdk-python${version}`);
  await mkdir(at, { recursive: true, mode: 0o755 });
  return at;
}

/** Rejects with what pip said. */
export async function installPythonSdk(folder: string, python: Python, others: readonly Python[]): Promise<void> {
  const making = path.join(folder, 'new');
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { mode: 0o755 });
  const quiet = ['--quiet', '--no-input', '--disable-pip-version-check', '--root-user-action=ignore'];
  const reasons: string[] = [];
  for (const installer of [python, ...others.filter((other) => other !== python)]) {
    const pip = [path.join(installer.prefix, installer.program), '-m', 'pip'];
    // All of boto3 is written in Python: another version's pip can install it, told for which.
    const target = installer === python ? [] : ['--python-version', python.version, '--only-binary=:all:'];
    try {
      await runProgram([...pip, 'install', ...quiet, '--target', making, ...target, 'boto3'], folder);
      await rm(path.join(making, 'bin'), { recursive: true, force: true });
      await rename(making, path.join(folder, 'site'));
      return;
    } catch (error) {
      reasons.push((error as Error).message);
    }
  }
  throw new Error(reasons[0] ?? 'no pip');
}

export async function hasPythonSdk(folder: string): Promise<boolean> {
  return (await stat(path.join(folder, 'site')).catch(() => undefined)) !== undefined;
}
