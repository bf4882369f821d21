import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { text } from 'node:stream/consumers';
import { systemClock } from '../kit/clock.ts';
import { ProcessSandboxHost } from './process-sandbox.ts';
import type { Sandbox, SandboxSpec } from './sandbox.ts';

const SPEC: SandboxSpec = { command: [], environment: {}, readOnly: [], tmpMb: 512, runtimeApi: false };

suite('process isolation', () => {
  let folder = '';
  let host: ProcessSandboxHost;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'virga-process-'));
    writeFileSync(path.join(folder, 'code.txt'), 'the code');
    host = new ProcessSandboxHost({ runFolder: folder, clock: systemClock });
  });
  after(async () => {
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const shell = async (
    script: string,
    spec: Partial<SandboxSpec> = {},
  ): Promise<{ sandbox: Sandbox; output: string }> => {
    const sandbox = await host.start({ ...SPEC, ...spec });
    await sandbox.attach({ taskFolder: folder });
    await sandbox.begin(['/bin/sh', '-c', script], { LAMBDA_TASK_ROOT: '/var/task' });
    return { sandbox, output: await text(sandbox.stdout) };
  };

  test('it says that it is not isolated', () => {
    assert.equal(host.isolation.kind, 'process');
    assert.match(host.isolation.summary, /NOT isolated/);
  });

  test('paths of the inside are those of the host in the environment, and the end is told', async () => {
    const { sandbox, output } = await shell('cat "$LAMBDA_TASK_ROOT/code.txt" "$LIST"; exit 3', {
      environment: { LIST: '/var/runtime/code.txt' },
      readOnly: [{ hostPath: folder, path: '/var/runtime' }],
    });
    assert.equal(output, 'the codethe code');
    assert.deepEqual(await sandbox.exited, { code: 3, signal: null, oomKilled: false });
    await sandbox.kill();
    assert.ok(!existsSync(sandbox.socketFolder));
  });

  test('the environment of the platform is not passed on', async () => {
    process.env['VIRGA_PROCESS_TEST'] = 'platform';
    const { output } = await shell('env');
    delete process.env['VIRGA_PROCESS_TEST'];
    assert.doesNotMatch(output, /VIRGA_PROCESS_TEST/);
  });

  test('the Runtime API listens on a port of its own', async () => {
    const sandbox = await host.start({ ...SPEC, runtimeApi: true });
    const server = http.createServer((request, response) => response.end(`you asked ${request.url}`));
    assert.ok(sandbox.runtimeApiListener);
    server.listen(sandbox.runtimeApiListener);
    const answer = await (await fetch(`http://${sandbox.runtimeApiAddress}/next`)).text();
    assert.equal(answer, 'you asked /next');
    server.close().closeAllConnections();
    await sandbox.kill();
    assert.equal((await sandbox.exited).signal, 'SIGKILL');
  });

  test('kill ends children too, frozen or not', async () => {
    const sandbox = await host.start({ ...SPEC, command: ['/bin/sh', '-c', 'sleep 600 & echo $!; wait'] });
    const [child] = await new Promise<string[]>((resolve) =>
      sandbox.stdout.once('data', (data) => resolve(String(data).split('\n'))),
    );
    await sandbox.freeze();
    await sandbox.kill();
    assert.equal((await sandbox.exited).signal, 'SIGKILL');
    const stat = (): string => (existsSync(`/proc/${child}/cmdline`) ? 'there' : 'gone');
    while (process.platform === 'linux' && stat() === 'there') await new Promise((resolve) => setImmediate(resolve));
  });

  test('too much memory ends it', async () => {
    const hog = 'const hoard = []; setInterval(() => hoard.push(Buffer.alloc(16 << 20, 1)), 5)';
    const sandbox = await host.start({ ...SPEC, command: [process.execPath, '-e', hog] });
    await sandbox.limit({ memoryMb: 200, tmpMb: 512, cpuShare: undefined });
    assert.equal((await sandbox.exited).oomKilled, true);
    assert.equal((await sandbox.usage()).oomKills, 1);
    await sandbox.kill();
  });

  test('a command that does not exist is refused', async () => {
    await assert.rejects(host.start({ ...SPEC, command: ['/nowhere/program'] }), /ENOENT/);
  });
});
