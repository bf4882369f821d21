/** Finds the machine's Python interpreters: on PATH, of pyenv and of uv. Starts none of them: `up` must not wait. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

export interface Python {
  /** `3.12` */
  readonly version: string;
  /** The folder that is shown at /var/lang: holds `bin/` and `lib/python3.12/`. */
  readonly prefix: string;
  /** Below the prefix: `bin/python3.12`. */
  readonly program: string;
}

const EXECUTABLE = /^python(3\.\d+)$/;

/** The first found of each minor version: PATH before pyenv before uv. */
export async function findPythons(environment: NodeJS.ProcessEnv = process.env): Promise<Map<string, Python>> {
  const found = new Map<string, Python>();
  for (const folder of await foldersToSearch(environment)) {
    const names = (await readdir(folder).catch(() => [])).filter((name) => EXECUTABLE.test(name));
    for (const name of names.toSorted(byVersion)) {
      const version = EXECUTABLE.exec(name)?.[1];
      if (version === undefined || found.has(version)) continue;
      const python = await interpreterAt(path.join(folder, name), version);
      if (python) found.set(version, python);
    }
  }
  return found;
}

async function foldersToSearch(environment: NodeJS.ProcessEnv): Promise<string[]> {
  const home = homedir();
  const onPath = (environment['PATH'] ?? '').split(':').filter((folder) => path.isAbsolute(folder));
  const pyenv = path.join(environment['PYENV_ROOT'] ?? path.join(home, '.pyenv'), 'versions');
  const data = environment['XDG_DATA_HOME'] ?? path.join(home, '.local/share');
  const uv = environment['UV_PYTHON_INSTALL_DIR'] ?? path.join(data, 'uv/python');
  const installed: string[] = [];
  for (const root of [pyenv, uv]) {
    const versions = (await readdir(root).catch(() => [])).toSorted(byVersion).toReversed();
    installed.push(...versions.map((name) => path.join(root, name, 'bin')));
  }
  return [...new Set([...onPath, '/usr/local/bin', '/usr/bin', ...installed])];
}

/** Undefined for what only looks like one: pyenv's shims, virtual environments of something that has gone. */
async function interpreterAt(file: string, version: string): Promise<Python | undefined> {
  const real = await realpath(file).catch(() => undefined);
  if (real === undefined || path.basename(path.dirname(real)) !== 'bin') return undefined;
  const prefix = path.dirname(path.dirname(real));
  const library = await stat(path.join(prefix, `lib/python${version}/os.py`)).catch(() => undefined);
  return library?.isFile() ? { version, prefix, program: path.relative(prefix, real) } : undefined;
}

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
