/** The README's commands, literally, from a fresh copy of the checkout with a fresh data directory, by both AWS CLIs. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { cleanEnvironment } from '../cloud.ts';
import { type Cli, cliV1, findCli } from './aws.ts';

const TOP = path.join(import.meta.dirname, '../..');
const SETUP_DEADLINE_MS = 300_000;

/** Fenced blocks by the word behind `sh`. */
function blocksOf(readme: string): Map<string, string[]> {
  const blocks = new Map<string, string[]>();
  for (const [, name = '', text = ''] of readme.matchAll(/^```sh ?([\w-]*)\n(.*?)^```/gms)) {
    blocks.set(name, [...(blocks.get(name) ?? []), text]);
  }
  return blocks;
}

const readme = readFileSync(path.join(TOP, 'README.md'), 'utf8');
const blocks = blocksOf(readme);

test('every command block of the README is run by a test', () => {
  assert.deepEqual([...blocks.keys()].toSorted(), ['quick-start', 'up']);
});

describe('the quick start', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'virga-readme-'));
  const checkout = path.join(folder, 'virga');

  before(() => {
    const names = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: TOP, encoding: 'utf8' });
    for (const name of names.split('\0').filter(Boolean)) {
      cpSync(path.join(TOP, name), path.join(checkout, name), { preserveTimestamps: true });
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('with AWS CLI 1', async () => {
    await tellStory(cliV1());
  });

  const cliV2 = findCli(2);
  const required = process.env['REQUIRE_AWS_CLI_2'] === '1';
  test('with AWS CLI 2', { skip: !cliV2 && !required && 'no AWS CLI 2 on this machine' }, async () => {
    assert.ok(cliV2, 'AWS CLI 2 is missing: apt-get install awscli');
    await tellStory(cliV2);
  });

  async function tellStory(cli: Cli): Promise<void> {
    const bin = mkdtempSync(path.join(folder, 'bin-'));
    const endpoint = cli.knowsEndpointVariable ? '' : '--endpoint-url "$AWS_ENDPOINT_URL"';
    writeFileSync(path.join(bin, 'aws'), `#!/bin/sh\nexec ${cli.program} ${endpoint} "$@"\n`);
    chmodSync(path.join(bin, 'aws'), 0o755);
    const data = path.join(bin, 'data');
    mkdirSync(data);
    const clean = cleanEnvironment();
    // Node 26 of the tests' own PATH must not help the launcher.
    const searchPath = (clean['PATH'] ?? '').split(':').filter((part) => !part.includes('node_modules'));
    const environment = { ...clean, VIRGA_DATA: data, AWS_PAGER: '', PATH: [bin, ...searchPath].join(':') };
    const server = await startServer(blocks.get('up')?.join('\n') ?? '', environment);
    try {
      const out = execFileSync('bash', ['-euc', (blocks.get('quick-start') ?? []).join('\n')], {
        cwd: checkout,
        env: environment,
        encoding: 'utf8',
        timeout: SETUP_DEADLINE_MS,
      });
      assert.match(out, /"message": "Hello, World!"/);
      assert.match(out, /"message": "Good day, World!"/);
      assert.match(out, /"message": "START RequestId: [0-9a-f-]{36} Version: \$LATEST\\n"/);
      assert.match(out, /hello from my-hello-world-function/);
      assert.match(
        out,
        /REPORT RequestId: [0-9a-f-]{36}\\tDuration: [\d.]+ ms\\tBilled Duration: \d+ ms\\tMemory Size: 128 MB/,
      );
      assert.match(out, /\d+ deployment-package\.zip/);
      assert.match(out, /"hits": \{\s*"N": "1"/);
    } finally {
      server.kill('SIGTERM');
      await new Promise((resolve) => server.once('exit', resolve));
    }
    assert.equal(server.exitCode, 0);
  }

  function startServer(command: string, environment: Record<string, string>): Promise<ChildProcess> {
    const server = spawn('sh', ['-c', `exec ${command.trim()}`], {
      cwd: checkout,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        server.kill('SIGKILL');
        reject(new Error(`not ready in time; it printed: ${printed}`));
      }, SETUP_DEADLINE_MS);
      const read = (chunk: Buffer): void => {
        printed += chunk.toString();
        if (!printed.includes('Ready.\n')) return;
        clearTimeout(deadline);
        resolve(server);
      };
      server.stdout.on('data', read);
      server.stderr.on('data', read);
      server.once('exit', (code) => {
        clearTimeout(deadline);
        reject(new Error(`./virga up ended (${code}); it printed: ${printed}`));
      });
    });
  }
});
