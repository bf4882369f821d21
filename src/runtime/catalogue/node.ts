/** Node.js for functions: npm's packages of Node's own binaries, fetched once (npm verifies their integrity) and kept. */
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../../kit/log.ts';
import { RuntimeUnavailableError } from '../supply.ts';
import { folderForOneTry, runProgram } from './program.ts';

export interface InstalledNode {
  /** Holds `bin/node`. */
  readonly folder: string;
  /** `22.23.3` */
  readonly version: string;
}

/** Undefined where it is not installed yet. */
export async function findNode(folder: string, major: string): Promise<InstalledNode | undefined> {
  const at = packageFolder(path.join(folder, `nodejs${major}.x`));
  const text = await readFile(path.join(at, 'package.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : { folder: at, version: (JSON.parse(text) as { version: string }).version };
}

/** Rejects with RuntimeUnavailableError where it cannot be fetched. */
export async function installNode(folder: string, major: string, log: Log): Promise<InstalledNode> {
  const done = path.join(folder, `nodejs${major}.x`);
  log.info('fetching Node.js for functions, once', {
    runtime: `nodejs${major}.x`,
    package: `${packageName()}@${major}`,
  });
  const making = await folderForOneTry(folder);
  try {
    await writeFile(path.join(making, 'package.json'), '{"private":true}\n');
    const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
    await runProgram(['npm', 'install', ...quiet, `${packageName()}@${major}`], making);
    for (const part of ['include', 'share', 'CHANGELOG.md']) {
      await rm(path.join(packageFolder(making), part), { recursive: true, force: true });
    }
    await chmod(making, 0o755);
    // Another's that came first is as good.
    if (!(await findNode(folder, major))) await rename(making, done);
  } catch (error) {
    const why = (error as Error).message;
    throw new RuntimeUnavailableError(`Node.js ${major} could not be fetched from the npm registry: ${why}`);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  const installed = await findNode(folder, major);
  if (!installed) throw new RuntimeUnavailableError(`npm installed no Node.js ${major}`);
  log.info('Node.js for functions is there', { runtime: `nodejs${major}.x`, version: installed.version });
  return installed;
}

function packageName(): string {
  return `node-${process.platform}-${process.arch}`;
}

function packageFolder(folder: string): string {
  return path.join(folder, 'node_modules', packageName());
}
