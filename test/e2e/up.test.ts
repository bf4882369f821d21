/** Starting and stopping: what it says, and one clear line for each thing that is in the way. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync, readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { clientsOf } from '../clients.ts';
import { CloudEndedError, makeDataFolder, startCloud } from '../cloud.ts';
import { invoke, makeFunction } from '../functions.ts';
import { until } from '../faults/until.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = makeDataFolder();
  folders.push(folder);
  return folder;
}

/** The one line that it ends with. */
async function complaintOf(options: Parameters<typeof startCloud>[0]): Promise<string> {
  try {
    const cloud = await startCloud(options);
    await cloud.stop();
  } catch (error) {
    if (!(error instanceof CloudEndedError)) throw error;
    assert.notEqual(error.code, 0);
    const lines = error.printed.trimEnd().split('\n');
    assert.equal(lines.length, 1, error.printed);
    return lines[0] ?? '';
  }
  return assert.fail('it started');
}

test('it says where it answers and what to do next, and ends with Ready.', async () => {
  await using cloud = await startCloud();
  const lines = cloud.output().trimEnd().split('\n');
  assert.match(lines.at(-1) ?? '', /Ready\.$/);
  assert.match(cloud.output(), /eval "\$\(\.\/virga env --data /);
  assert.match(cloud.output(), new RegExp(cloud.url));
  assert.match(cloud.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  const health = (await (await fetch(`${cloud.url}/_virga/health`)).json()) as Record<string, unknown>;
  assert.equal(health['status'], 'running');
  assert.match(String(health['version']), /^\d+\.\d+\.\d+/);
  assert.equal(await cloud.stop(), 0);
});

test('it answers before functions can be run, and what asks for them waits', async () => {
  const dataFolder = newFolder();
  const before = await startCloud({ dataFolder });
  const { port } = new URL(before.url);
  await before.stop();
  const starting = startCloud({ dataFolder, port: Number(port) });
  const health = `http://127.0.0.1:${port}/_virga/health`;
  await until('it answers', async () => (await fetch(health).catch(() => undefined))?.status === 200);
  const clients = clientsOf(before.environment());
  const { Functions } = await clients.lambda.send(new ListFunctionsCommand({}));
  assert.deepEqual(Functions, []);
  const { parts } = (await (await fetch(health)).json()) as { parts: Record<string, string> };
  assert.notEqual(parts['functions'], 'starting');
  clients.close();
  await (await starting).stop();
});

test("the emulator's health paths answer in the form that wrappers wait for", async () => {
  await using cloud = await startCloud({ flags: ['--isolation', 'process'] });
  const health = (await (await fetch(`${cloud.url}/_localstack/health`)).json()) as Record<
    string,
    Record<string, string>
  >;
  assert.equal(health['services']?.['lambda'], 'available');
  assert.equal(health['services']?.['iam'], 'available');
  const info = (await (await fetch(`${cloud.url}/_localstack/info`)).json()) as Record<string, unknown>;
  assert.equal(typeof info['version'], 'string');
  assert.match(cloud.output(), /NOT isolated/);
});

test('keys are for the owner alone, and stay the same at the next start', async () => {
  const dataFolder = newFolder();
  const first = await startCloud({ dataFolder });
  const keys = first.environment('root');
  for (const holder of ['root', 'admin']) {
    assert.equal(statSync(path.join(dataFolder, 'credentials', `${holder}.json`)).mode & 0o077, 0);
  }
  assert.equal(statSync(path.join(dataFolder, 'master.key')).mode & 0o077, 0);
  await first.kill();
  const second = await startCloud({ dataFolder });
  assert.equal(second.environment('root')['AWS_SECRET_ACCESS_KEY'], keys['AWS_SECRET_ACCESS_KEY']);
  await second.stop();
  const found = execFileSync('grep', ['-rlaF', keys['AWS_SECRET_ACCESS_KEY'] ?? '', dataFolder], { encoding: 'utf8' });
  assert.deepEqual(found.trim().split('\n'), [path.join(dataFolder, 'credentials/root.json')]);
});

describe('what is in the way is one line that says what to change', () => {
  test('a second one on the same data directory', async () => {
    await using cloud = await startCloud();
    assert.match(await complaintOf({ dataFolder: cloud.dataFolder }), /virga up: .*in use.*--data/);
    const health = await fetch(`${cloud.url}/_virga/health`);
    assert.equal(health.status, 200);
  });

  test('a taken port', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as net.AddressInfo;
    assert.match(await complaintOf({ dataFolder: newFolder(), port }), new RegExp(`virga up: port ${port} .*--port`));
    server.close();
  });

  test('a data directory that is a file', async () => {
    const file = path.join(newFolder(), 'file');
    writeFileSync(file, '');
    assert.match(await complaintOf({ dataFolder: file }), /virga up: cannot write into the data directory .*--data/);
  });

  test('a data directory below a file', async () => {
    const file = path.join(newFolder(), 'file');
    writeFileSync(file, '');
    assert.match(await complaintOf({ dataFolder: path.join(file, 'data') }), /cannot write into the data directory/);
  });

  test('a data directory on a file system that takes no writes', async () => {
    assert.match(await complaintOf({ dataFolder: '/proc/virga' }), /cannot write into the data directory/);
  });

  test('another account id than at first start', async () => {
    const dataFolder = newFolder();
    const first = await startCloud({ dataFolder, flags: ['--account-id', '111122223333'] });
    await first.stop();
    const flags = ['--account-id', '444455556666'];
    assert.match(await complaintOf({ dataFolder, flags }), /virga up: .*111122223333.*--account-id/);
    const again = await startCloud({ dataFolder });
    assert.match(again.output(), /account 111122223333/);
    await again.stop();
  });

  test('a mistyped flag', async () => {
    const flags = ['--isolaton', 'process'];
    assert.match(
      await complaintOf({ dataFolder: newFolder(), flags }),
      /no option --isolaton, did you mean --isolation/,
    );
  });

  test('--dev beyond loopback', async () => {
    const flags = ['--dev', '--host', '0.0.0.0'];
    assert.match(await complaintOf({ dataFolder: newFolder(), flags }), /loopback only/);
  });

  test('a master key that is not the one of the data', async () => {
    const dataFolder = newFolder();
    const first = await startCloud({ dataFolder });
    await first.stop();
    rmSync(path.join(dataFolder, 'master.key'));
    assert.match(await complaintOf({ dataFolder }), /master\.key is not the key .* backup/);
  });

  test('a data directory of a newer Virga', async () => {
    const dataFolder = newFolder();
    const first = await startCloud({ dataFolder });
    await first.stop();
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(path.join(dataFolder, 'state.sqlite'));
    database.exec('PRAGMA user_version = 9999');
    database.close();
    assert.match(await complaintOf({ dataFolder }), /newer/);
  });
});

test('it works where the data directory lies under a directory that others cannot enter', async () => {
  const closed = newFolder();
  chmodSync(closed, 0o700);
  mkdirSync(path.join(closed, 'data'));
  await using cloud = await startCloud({ dataFolder: path.join(closed, 'data') });
  assert.equal((await fetch(`${cloud.url}/_virga/health`)).status, 200);
  // As another user, who finds code and sockets elsewhere; test/faults/install-kill.test.ts has the runtimes there, too.
  const clients = clientsOf(cloud.environment());
  await makeFunction(clients, { name: 'inside', code: 'exports.handler = async () => process.getuid();' });
  assert.notEqual(await invoke(clients, 'inside'), 0);
  clients.close();
});

test('what loading left in memory is given back a little later, and the cloud goes on answering', async () => {
  await using cloud = await startCloud({ flags: ['--isolation', 'process'] });
  const log = path.join(cloud.dataFolder, 'logs/virga.log');
  await until('memory was trimmed', () => readFileSync(log, 'utf8').includes('memory was trimmed'));
  const answer = await fetch(`${cloud.url}/_virga/health`, { signal: AbortSignal.timeout(20_000) });
  assert.equal(answer.status, 200);
  assert.equal(await cloud.stop(), 0);
});
