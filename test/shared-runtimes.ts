/** Interpreters and SDKs for functions are fetched once for all tests; most begin with a new data directory. */
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const SHARED_RUNTIMES = path.join(tmpdir(), 'virga-test-runtimes/runtimes');

/** Those that are there already appear in the new data directory; the others the cloud fetches itself. */
export function shareRuntimes(dataFolder: string): void {
  const folder = path.join(dataFolder, 'runtimes');
  if (existsSync(folder) || !existsSync(SHARED_RUNTIMES)) return;
  try {
    if (!existsSync(dataFolder)) mkdirSync(dataFolder, { mode: 0o700 });
    mkdirSync(folder, { mode: 0o755 });
  } catch {
    // What cannot be made is for the cloud to tell.
    return;
  }
  for (const name of readdirSync(SHARED_RUNTIMES)) {
    const shared = path.join(SHARED_RUNTIMES, name);
    // As npm and pip leave them; an empty one waits for an installation.
    const isWhole = ['node_modules', 'site'].some((content) => existsSync(path.join(shared, content)));
    if (isWhole) symlinkSync(shared, path.join(folder, name));
  }
}
