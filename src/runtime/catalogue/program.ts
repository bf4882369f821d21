/** Runs the machine's own installers (npm, pip) for the catalogue, with their settings, and says what they said on failure. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { INSTALL_TIMEOUT_MS } from '../limits.ts';

const MAX_OUTPUT_CHARS = 4_000;

/** Resolves with its standard output; rejects with the end of what it printed. Files that it makes can be read by all. */
export function runProgram(words: readonly string[], folder: string, timeoutMs = INSTALL_TIMEOUT_MS): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', 'umask 022; exec "$@"', 'sh', ...words], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let [printed, output] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-MAX_OUTPUT_CHARS);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-MAX_OUTPUT_CHARS);
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) return resolve(output);
      const said = (printed.trim() || output.trim()).split('\n').slice(-8).join('; ');
      const how = code === 127 ? `there is no program ${words[0]}` : (signal ?? `exit code ${code}`);
      reject(new Error(`${words[0]} failed (${how}): ${said}`));
    });
  });
}

/**
 * A folder of its own for one try below the folder of runtimes: an installer that outlives a killed server goes on in
 * its own, which is swept when it is old.
 */
export async function folderForOneTry(runtimesFolder: string): Promise<string> {
  const tries = path.join(runtimesFolder, 'tries');
  await mkdir(tries, { recursive: true, mode: 0o755 });
  return await mkdtemp(path.join(tries, 'try-'));
}

export async function sweepOldTries(runtimesFolder: string, nowMs: number): Promise<void> {
  const tries = path.join(runtimesFolder, 'tries');
  for (const name of await readdir(tries).catch(() => [])) {
    const found = await stat(path.join(tries, name)).catch(() => undefined);
    if (!found || nowMs - found.mtimeMs < 2 * INSTALL_TIMEOUT_MS) continue;
    await rm(path.join(tries, name), { recursive: true, force: true });
  }
}
