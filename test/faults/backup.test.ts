/** A backup under load: whatever was acknowledged before it began is in it, whole; and what is no whole backup is refused. */
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { clientsOf } from '../clients.ts';
import { startCloud } from '../cloud.ts';
import { until } from './until.ts';
import { virga } from './virga.ts';
import { type Acknowledged, verify, Workload } from './workload.ts';

/** Of each kind, before the backup begins. */
const ENOUGH = 12;
const FLAGS = ['--isolation', 'process'];
const folder = mkdtempSync(path.join(tmpdir(), 'virga-backup-'));
const at = (name: string): string => path.join(folder, name);
after(() => rmSync(folder, { recursive: true, force: true }));

let acknowledged: Acknowledged;
let deleting: ReadonlySet<string>;

before(async () => {
  await using cloud = await startCloud({ dataFolder: at('data'), flags: FLAGS });
  const clients = clientsOf(cloud.environment());
  const work = new Workload(clients);
  await work.prepare();
  work.start('before');
  await until('enough was acknowledged', () => isEnough(work.acknowledged()));
  acknowledged = work.acknowledged();
  const made = await virga('backup', at('backup'), '--data', at('data'));
  assert.equal(made.code, 0, made.printed);
  assert.match(made.printed, /HOLDS THE MASTER KEY/);
  const keyless = await virga('backup', at('keyless'), '--data', at('data'), '--without-key');
  assert.equal(keyless.code, 0, keyless.printed);
  const checked = await virga('check', '--data', at('data'));
  assert.equal(checked.code, 0, checked.printed);
  assert.match(checked.printed, /all whole/);
  await work.stop();
  deleting = work.deleting;
  clients.close();
});

function isEnough({ functions, users, events }: Acknowledged): boolean {
  return Math.min(functions.size, users.size, events.size) >= ENOUGH;
}

test('nothing is lost that was acknowledged before the backup began', { timeout: 120_000 }, async (t) => {
  const restored = await virga('restore', at('backup'), '--data', at('restored'));
  assert.equal(restored.code, 0, restored.printed);
  await using cloud = await startCloud({ dataFolder: at('restored'), flags: FLAGS });
  const clients = clientsOf(cloud.environment());
  await verify(clients, acknowledged, deleting);
  const later = new Workload(clients);
  await later.makeFunction('later');
  await later.log('later');
  await verify(clients, { ...later.acknowledged() }, new Set());
  clients.close();
  const { functions, users, events } = acknowledged;
  t.diagnostic(`${functions.size} functions, ${users.size} users, ${events.size} log events`);
});

test('a backup without keys holds none, and is restored with the key', { timeout: 60_000 }, async () => {
  assert.deepEqual([existsSync(at('keyless/master.key')), existsSync(at('keyless/credentials'))], [false, false]);
  const refused = await virga('restore', at('keyless'), '--data', at('other'));
  assert.equal(refused.code, 1);
  assert.match(refused.printed, /made without the master key: give that of its data directory with --key FILE/);
  const restored = await virga('restore', at('keyless'), '--data', at('other'), '--key', at('data/master.key'));
  assert.equal(restored.code, 0, restored.printed);
});

test('keys are for their owner alone', () => {
  for (const name of ['backup/master.key', 'backup/state.sqlite', 'backup/credentials/root.json']) {
    assert.equal(statSync(at(name)).mode & 0o077, 0, name);
  }
});

test('what is not empty is refused', { timeout: 60_000 }, async () => {
  const again = await virga('backup', at('backup'), '--data', at('data'));
  assert.deepEqual(again, { code: 1, printed: `virga backup: ${at('backup')} is not empty: choose a new directory\n` });
  const onto = await virga('restore', at('backup'), '--data', at('data'));
  assert.deepEqual(onto, { code: 1, printed: `virga restore: ${at('data')} is not empty: choose a new directory\n` });
});

test('what was changed since, or is not whole, is refused', { timeout: 60_000 }, async () => {
  appendFileSync(at('keyless/telemetry.sqlite'), 'x');
  const changed = await virga('restore', at('keyless'), '--data', at('third'), '--key', at('data/master.key'));
  assert.equal(changed.code, 1);
  assert.match(changed.printed, /is damaged: telemetry.sqlite is not what was backed up/);
  const manifest = readFileSync(at('keyless/manifest.json'));
  rmSync(at('keyless/manifest.json'));
  const cut = await virga('restore', at('keyless'), '--data', at('third'));
  assert.match(cut.printed, /holds no whole backup/);
  writeFileSync(at('keyless/manifest.json'), manifest);
});
