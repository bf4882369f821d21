/** boto3 of the managed Python runtimes, installed by pip once for each minor version. */
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Python } from './find-pythons.ts';
import { folderForOneTry, runProgram } from './program.ts';

/** The newest in the registry on 2026-11-24, and the newest for Python 3.9. */
const BOTO3 = { version: '1.44.5', forPython39: '1.42.97' };

/** The folder that sandboxes see, whether boto3 is there yet or not: it appears in it as `site`. */
export async function pythonSdkFolder(folder: string, version: string): Promise<string> {
  const at = path.join(folder, `sdk-python${version}`);
  await mkdir(at, { recursive: true, mode: 0o755 });
  return at;
}

/** `others` help where the interpreter has no pip. Rejects with what pip said. */
export async function installPythonSdk(
  runtimesFolder: string,
  folder: string,
  python: Python,
  others: readonly Python[],
): Promise<void> {
  const making = await folderForOneTry(runtimesFolder);
  const quiet = ['--quiet', '--no-input', '--disable-pip-version-check', '--root-user-action=ignore'];
  const boto3 = `boto3==${python.version === '3.9' ? BOTO3.forPython39 : BOTO3.version}`;
  const reasons: string[] = [];
  try {
    for (const installer of [python, ...others.filter((other) => other !== python)]) {
      const pip = [path.join(installer.prefix, installer.program), '-m', 'pip'];
      // All of boto3 is written in Python: another version's pip can install it, told for which.
      const target = installer === python ? [] : ['--python-version', python.version, '--only-binary=:all:'];
      try {
        await runProgram([...pip, 'install', ...quiet, '--target', `${making}/site`, ...target, boto3], making);
      } catch (error) {
        reasons.push((error as Error).message);
        continue;
      }
      if (!(await hasPythonSdk(folder))) await rename(path.join(making, 'site'), path.join(folder, 'site'));
      return;
    }
    throw new Error(reasons[0] ?? 'no Python with pip');
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

export async function hasPythonSdk(folder: string): Promise<boolean> {
  return (await stat(path.join(folder, 'site')).catch(() => undefined)) !== undefined;
}
