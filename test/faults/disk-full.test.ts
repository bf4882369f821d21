/**
 * A full disk under a running cloud: changes are refused with an error that clients try again, reads go on, the health
 * says so; when there is room it goes on by itself, and it can be stopped in order while the disk is full.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { announce } from '../../src/boot/announce.ts';
import { Closers } from '../../src/boot/closers.ts';
import { readEndpoint } from '../../src/data-folder.ts';
import { ManualClock } from '../../src/kit/clock.ts';
import { RandomIds } from '../../src/kit/ids.ts';
import { silentLog } from '../../src/kit/log.ts';
import { clientsOf } from '../clients.ts';
import { startCloud } from '../cloud.ts';
import { SmallDisk } from './small-disk.ts';
import { until } from './until.ts';
import { virga } from './virga.ts';
import { type Acknowledged, verify, Workload } from './workload.ts';

const DISK_MB = 64;
const FLAGS = ['--isolation', 'process'];
const BIG = 'x'.repeat(200_000);

test('a full disk', { timeout: 120_000 }, async (t: TestContext) => {
  using disk = SmallDisk.mount(DISK_MB);
  if (!disk) return t.skip('needs root, to mount a small disk');
  const dataFolder = `${disk.folder}/data`;
  let kept: Acknowledged;
  {
    await using cloud = await startCloud({ dataFolder, flags: FLAGS });
    const clients = clientsOf(cloud.environment());
    const work = new Workload(clients);
    await work.prepare();
    await work.makeFunction('before');
    await fillAndBeRefused(disk, work);
    const { status, body } = await healthOf(cloud.url);
    assert.deepEqual([status, body.status], [503, 'degraded']);
    assert.match(JSON.stringify(body.parts), /the disk is full: changes are refused/);
    await verify(clients, work.acknowledged(), new Set());

    disk.makeRoom();
    await until('healthy again', async () => (await healthOf(cloud.url)).status === 200);
    await until('changes are taken again', () => succeeds(work.makeUser('after')));
    await work.makeFunction('after');
    await work.log('after');
    await verify(clients, work.acknowledged(), new Set());

    await fillAndBeRefused(disk, work);
    kept = work.acknowledged();
    clients.close();
    assert.equal(await cloud.stop(), 0, cloud.output());
  }
  disk.makeRoom();
  const checked = await virga('check', '--data', dataFolder);
  assert.equal(checked.code, 0, checked.printed);
  await using cloud = await startCloud({ dataFolder, flags: FLAGS });
  const clients = clientsOf(cloud.environment());
  await verify(clients, kept, new Set());
  clients.close();
});

for (const end of ['kill', 'stop'] as const) {
  test(`a start on a full disk, after a ${end}`, { timeout: 120_000 }, (t) => startOnFullDisk(t, end));
}

async function startOnFullDisk(t: TestContext, end: 'kill' | 'stop'): Promise<void> {
  using disk = SmallDisk.mount(DISK_MB);
  if (!disk) return t.skip('needs root, to mount a small disk');
  const dataFolder = `${disk.folder}/data`;
  let kept: Acknowledged;
  {
    await using cloud = await startCloud({ dataFolder, flags: FLAGS });
    const clients = clientsOf(cloud.environment());
    const work = new Workload(clients);
    await work.prepare();
    await work.makeUser('before');
    if (end === 'kill') disk.fill();
    kept = work.acknowledged();
    clients.close();
    await cloud[end]();
  }
  disk.fill();
  await using cloud = await startCloud({ dataFolder, flags: FLAGS });
  const clients = clientsOf(cloud.environment());
  await verify(clients, kept, new Set());
  assert.equal((await healthOf(cloud.url)).status, 503);
  disk.makeRoom();
  const work = new Workload(clients);
  await until('changes are taken again', () => succeeds(work.makeUser('after')));
  clients.close();
}

test('a first start on a full disk says what to do', { timeout: 120_000 }, async (t: TestContext) => {
  using disk = SmallDisk.mount(1);
  if (!disk) return t.skip('needs root, to mount a small disk');
  disk.fill();
  const { code, printed } = await virga('up', '--port', '0', '--data', `${disk.folder}/data`, ...FLAGS);
  assert.deepEqual(
    [code, printed],
    [1, `virga up: the disk of ${disk.folder}/data is full: make room on it, then start again\n`],
  );
});

test('where the cloud answers is written into the room of the last, or when there is some', async (t: TestContext) => {
  using disk = SmallDisk.mount(1);
  if (!disk) return t.skip('needs root, to mount a small disk');
  const clock = new ManualClock(0);
  const closers = new Closers();
  const said: string[] = [];
  const base = { clock, ids: new RandomIds(), log: silentLog, closers, say: (line: string) => said.push(line) };
  const first = { url: 'http://127.0.0.1:44444', region: 'eu-central-1', accountId: '000000000000', processId: 1234 };
  disk.fill();
  announce(disk.folder, first, base);
  assert.match(said.join(), /is full: until there is room, .\/virga env and the other commands do not find this cloud/);
  disk.makeRoom();
  assert.throws(() => readEndpoint(disk.folder), /holds no cloud/);
  clock.advance(10_000);
  assert.deepEqual(readEndpoint(disk.folder), first);

  disk.fill();
  const shorter = { ...first, url: 'http://127.0.0.1:1', processId: 7 };
  const longer = { ...first, url: 'https://[2001:db8:ffff:ffff:ffff:ffff:ffff:ffff]:65535', processId: 4_194_304 };
  for (const endpoint of [shorter, longer, shorter]) {
    announce(disk.folder, endpoint, base);
    assert.deepEqual(readEndpoint(disk.folder), endpoint);
  }
  assert.deepEqual(readdirSync(disk.folder).toSorted(), ['endpoint.json', 'filler']);
  assert.equal(said.length, 1);
  await closers.close(silentLog);
});

/** Fills until state, telemetry and blobs refuse. */
async function fillAndBeRefused(disk: SmallDisk, work: Workload): Promise<void> {
  const name = `n${performance.now().toString(36).replace('.', '-')}`;
  let number = 0;
  const changes: readonly (() => Promise<void>)[] = [
    () => work.makeUser(`${name}-${number++}`),
    () => work.log(`${name}-${number++}-${BIG}`),
    () => work.makeFunction(`${name}-with-a-large-package-${number++}`),
  ];
  for (const change of changes) {
    const error = await until<Refusal>('a change is refused', () => {
      disk.fill();
      return change().then(
        () => undefined,
        (thrown: unknown) => thrown as Refusal,
      );
    });
    assert.equal(error.$metadata?.httpStatusCode, 503, String(error.stack));
    assert.match(error.name, /^ServiceUnavailable(Exception)?$/);
  }
}

interface Refusal extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

interface Health {
  readonly status: string;
  readonly parts: Readonly<Record<string, string>>;
}

async function healthOf(url: string): Promise<{ status: number; body: Health }> {
  const answer = await fetch(`${url}/_virga/health`);
  return { status: answer.status, body: (await answer.json()) as Health };
}

function succeeds(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => true,
    () => false,
  );
}
