/** A platform that is killed leaves nothing that its next start does not take away, and its functions die with it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../src/kit/clock.ts';
import { silentLog } from '../../src/kit/log.ts';
import { prepareRunFolder } from '../../src/runtime/run-folder.ts';
import { openSandboxHost } from '../../src/runtime/sandbox-host.ts';
import { PYTHON, remains, SKIP, within } from './escape-room.ts';

const SOURCE = new URL('../../src/', import.meta.url);

suite('crash', { skip: SKIP }, () => {
  test('kill -9 of the platform ends the sandboxes, and the next start cleans up', async (t) => {
    const dataFolder = mkdtempSync(path.join(tmpdir(), 'virga-crash-'));
    const run = await prepareRunFolder(dataFolder);
    const firstHostId = 700_000 + (process.pid % 4096) * 64;
    const mark = `virga-crash-${process.pid}`;
    const program = path.join(dataFolder, 'platform.ts');
    writeFileSync(program, platformProgram({ ...run, firstHostId, mark }));
    const platform = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    t.after(() => platform.kill('SIGKILL'));
    await within(new Promise((resolve) => platform.stdout.once('data', resolve)), 'the platform');
    assert.equal(processesWith(mark).length, 2);
    platform.kill('SIGKILL');
    await within(untilNone(mark), 'the end of the sandboxes');

    const options = {
      ...run,
      firstHostId,
      isolation: 'sandbox',
      apiPort: 4566,
      log: silentLog,
      clock: systemClock,
    } as const;
    const host = await openSandboxHost(options);
    const sandbox = await host.start({
      command: ['/bin/sh', '-c', 'exit 7'],
      environment: {},
      readOnly: [],
      tmpMb: 512,
      runtimeApi: false,
    });
    assert.equal((await sandbox.exited).code, 7);
    await host.close();
    assert.deepEqual(remains(run, firstHostId), []);
    rmSync(dataFolder, { recursive: true, force: true });
    rmSync(run.runFolder, { recursive: true, force: true });
    assert.ok(!existsSync(run.runFolder));
  });
});

function platformProgram(options: object): string {
  return `
import { openSandboxHost } from ${JSON.stringify(new URL('runtime/sandbox-host.ts', SOURCE).href)};
import { systemClock } from ${JSON.stringify(new URL('kit/clock.ts', SOURCE).href)};
import { silentLog } from ${JSON.stringify(new URL('kit/log.ts', SOURCE).href)};
const options = ${JSON.stringify(options)};
const host = await openSandboxHost({ ...options, isolation: 'sandbox', apiPort: 4566, log: silentLog, clock: systemClock });
for (const frozen of [false, true]) {
  const wait = 'import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print("up", flush=True); signal.pause()';
  const command = ['${PYTHON}', '-c', wait, options.mark];
  const sandbox = await host.start({ command, environment: {}, readOnly: [], tmpMb: 512, runtimeApi: false });
  await new Promise((resolve) => sandbox.stdout.once('data', resolve));
  if (frozen) await sandbox.freeze();
}
console.log('up');
`;
}

/** First processes of the sandboxes, found by their last argument. */
function processesWith(mark: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').endsWith(`pause()\0${mark}\0`);
    } catch {
      return false;
    }
  });
}

async function untilNone(mark: string): Promise<void> {
  while (processesWith(mark).length > 0) await delay(10);
}
