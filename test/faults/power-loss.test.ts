/**
 * The power fails at random instants, and of what was not synced nothing or only a part is on the disk: nothing that was
 * acknowledged is lost, and everything opens without repair. The same test finds losses where the store does not sync.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';
import { openDiskBlobs } from '../../src/blob/disk.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { RandomIds } from '../../src/kit/ids.ts';
import { silentLog } from '../../src/kit/log.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { clientsOf } from '../clients.ts';
import { cleanEnvironment, startCloud } from '../cloud.ts';
import { type Left, PowerLoss } from './power-loss/power-loss.ts';
import { dataKey, STREAM, valueOf } from './storage-pattern.ts';
import { until } from './until.ts';
import { type Acknowledged, verify, Workload } from './workload.ts';

const ROUNDS = Number(process.env['FAULT_ROUNDS'] ?? 100);
/** Each starts a cloud. */
const CLOUD_ROUNDS = Math.ceil(ROUNDS / 16);
const UNSYNCED_ROUNDS = 10;
const LOAD_DEADLINE_MS = 120_000;
const JOURNAL_BYTES_MAX = 48 * 1024 * 1024;
const CLOUD_CHANGES = 150;

const left = (round: number): Left => (round % 2 === 0 ? 'nothing' : 'some');

test(`the store: ${ROUNDS} losses of power`, { timeout: 600_000 }, async (t) => {
  const { lost, acknowledged } = await loseStores('sync', ROUNDS);
  t.diagnostic(`${acknowledged} commits were acknowledged before the losses, all told`);
  assert.deepEqual(lost, []);
  assert.ok(acknowledged > ROUNDS);
});

test('the check finds losses where the store does not sync', { timeout: 600_000 }, async () => {
  const { lost } = await loseStores('no-sync', UNSYNCED_ROUNDS);
  assert.ok(lost.length > 0);
});

async function loseStores(sync: 'sync' | 'no-sync', rounds: number): Promise<{ lost: string[]; acknowledged: number }> {
  using power = new PowerLoss();
  const child = run(power, 'storage-writer.ts', path.join(power.root, 'state.sqlite'), '8', '200', sync);
  await once(child, 'exit');
  const lost: string[] = [];
  let acknowledged = 0;
  for await (const { folder, said } of power.after(instantsOf(power, rounds), left)) {
    try {
      acknowledged += await checkStore(path.join(folder, 'state.sqlite'), linesOf(said));
    } catch (error) {
      lost.push((error as Error).message);
    }
  }
  return { lost, acknowledged };
}

async function checkStore(file: string, lines: readonly string[]): Promise<number> {
  const store = await openSqliteStore({ file, clock: systemClock, log: silentLog, onFatal: assert.ifError });
  try {
    let entries = 0n;
    for (const line of lines) {
      const [what, writer, number, , entry] = line.split(' ');
      if (what !== 'acknowledged') continue;
      const found = await store.get(dataKey(Number(writer), Number(number)));
      assert.ok(valueOf(Number(writer), Number(number)).equals(found?.value ?? new Uint8Array()), line);
      if (BigInt(entry ?? 0) > entries) entries = BigInt(entry ?? 0);
    }
    const last = await store.range({ prefix: STREAM, limit: 1, reverse: true });
    assert.ok(BigInt(last.entries[0]?.key.at(-1)?.toString() ?? 0) >= entries, 'the stream is as long as was said');
    return lines.length;
  } finally {
    await store.close();
  }
}

test(`blobs: ${ROUNDS} losses of power`, { timeout: 600_000 }, async (t) => {
  using power = new PowerLoss();
  const child = run(power, 'blobs-writer.ts', power.root);
  await until('enough was written', () => power.instant > JOURNAL_BYTES_MAX);
  child.kill('SIGKILL');
  await once(child, 'exit');
  let acknowledged = 0;
  for await (const { folder, said } of power.after(instantsOf(power, ROUNDS), left)) {
    const blobs = await openDiskBlobs({ folder, key: Buffer.alloc(32, 1), ids: new RandomIds(), log: silentLog });
    const lines = linesOf(said).filter((line) => line !== 'ready');
    acknowledged += lines.length;
    // All were looked at by one of the rounds; each looks at the newest, which are the ones in danger.
    for (const line of lines.slice(-20)) {
      const [id = '', digest] = line.split(' ');
      const bytes = await blobs.readAll(id, 4_000_000);
      assert.equal(createHash('sha256').update(bytes).digest('hex'), digest);
    }
  }
  t.diagnostic(`${acknowledged} blobs were acknowledged before the losses, all told`);
  assert.ok(acknowledged > ROUNDS);
});

test(`the whole cloud: ${CLOUD_ROUNDS} losses of power`, { timeout: 3_600_000 }, async (t) => {
  using power = new PowerLoss();
  const known: { readonly instant: number; readonly kind: string; readonly name: string; readonly digest: string }[] =
    [];
  const first = await loadCloud(
    power,
    (kind, name, digest) => known.push({ instant: power.instant, kind, name, digest }),
    () => known.length >= CLOUD_CHANGES,
  );
  const span = power.instant - first.instant;
  const instants = Array.from({ length: CLOUD_ROUNDS }, () => first.instant + Math.floor(Math.random() * span));
  for await (const { folder, instant } of power.after(instants, left)) {
    await using cloud = await startCloud({ dataFolder: folder, ownRuntimes: true, flags: ['--isolation', 'process'] });
    const clients = clientsOf(cloud.environment());
    const expected = known.filter((each) => each.instant <= instant);
    const functions = expected.filter(({ kind }) => kind === 'function').slice(-10);
    const acknowledged: Acknowledged = {
      functions: new Map(functions.map(({ name, digest }) => [name, digest])),
      users: new Set(expected.filter(({ kind }) => kind === 'user').map(({ name }) => name)),
      events: new Set(expected.filter(({ kind }) => kind === 'event').map(({ name }) => name)),
    };
    await verify(clients, acknowledged, first.deleting);
    clients.close();
    await cloud.kill();
  }
  t.diagnostic(`${known.length} changes were acknowledged`);
});

/** Runs a load on a recorded cloud until it is enough, then kills it. The instant is that at which it was ready. */
async function loadCloud(
  power: PowerLoss,
  onAcknowledged: ConstructorParameters<typeof Workload>[1],
  isEnough: () => boolean,
): Promise<{ instant: number; deleting: ReadonlySet<string> }> {
  const flags = ['--isolation', 'process'];
  const cloud = await startCloud({
    // What the test itself makes is not in the journal.
    ownRuntimes: true,
    dataFolder: power.root,
    flags,
    environment: power.environment,
  });
  const clients = clientsOf(cloud.environment());
  const work = new Workload(clients, onAcknowledged);
  await work.prepare();
  const { instant } = power;
  work.start('p');
  await until('the load has run', isEnough, LOAD_DEADLINE_MS);
  work.expectFailures();
  await cloud.kill();
  await work.stop();
  clients.close();
  return { instant, deleting: work.deleting };
}

function run(power: PowerLoss, script: string, ...words: string[]): ChildProcess {
  return spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', path.join(import.meta.dirname, script), ...words],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...cleanEnvironment(), ...power.environment },
    },
  );
}

function instantsOf(power: PowerLoss, count: number): number[] {
  return Array.from({ length: count }, () => Math.floor(Math.random() * power.instant));
}

/** Without the last, which may be cut. */
const linesOf = (said: string): string[] => said.split('\n').slice(0, -1);
