/** Disks that fail: strace lets the system calls on the log return errors. No commit is acknowledged that is not there. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/kit/clock.ts';
import { silentLog } from '../../src/kit/log.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { dataKey, valueOf } from './storage-pattern.ts';

const WRITERS = 4;
const COMMITS_EACH = 40;
/** What storage-writer.ts ends with when `onFatal` is called. */
const EXIT_FATAL = 70;
const WRITER = fileURLToPath(new URL('storage-writer.ts', import.meta.url));

before(() => {
  try {
    execFileSync('strace', ['-V'], { stdio: 'ignore' });
  } catch {
    throw new Error('This test needs strace and the right to trace: apt-get install strace');
  }
});

test('a failed sync: the group fails and the process ends; what was acknowledged before is there', {
  timeout: 120_000,
}, async () => {
  const { status, acknowledged, refused } = await run('fdatasync,fsync:error=EIO:when=9+');
  assert.equal(status, EXIT_FATAL);
  assert.ok(acknowledged > 0, 'some commits came before');
  assert.equal(acknowledged + refused.length, WRITERS * COMMITS_EACH, 'nobody waits for ever');
});

test('a full disk: commits are refused while it lasts, and the process goes on', { timeout: 120_000 }, async () => {
  const { status, acknowledged, refused } = await run('pwrite64:error=ENOSPC:when=60..61');
  assert.equal(status, 0);
  assert.ok(acknowledged > 0 && refused.length > 0, `${acknowledged} acknowledged, ${refused.length} refused`);
  assert.equal(acknowledged + refused.length, WRITERS * COMMITS_EACH);
  assert.deepEqual(
    refused.filter(({ isThere }) => isThere),
    [],
  );
});

interface Outcome {
  readonly status: number | null;
  readonly acknowledged: number;
  readonly refused: readonly { readonly commit: string; readonly isThere: boolean }[];
}

/** Every acknowledged commit is found again. */
async function run(inject: string): Promise<Outcome> {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-disk-'));
  const file = path.join(folder, 'state.sqlite');
  const command = [process.execPath, WRITER, file, String(WRITERS), String(COMMITS_EACH)];
  const strace = ['-f', '-o', '/dev/null', '-P', `${file}-wal`, '-e', `inject=${inject}`];
  const { status, stdout, stderr } = spawnSync('strace', [...strace, ...command], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.ok(stdout.startsWith('ready\n'), stderr);
  const store = await openSqliteStore({ file, clock: systemClock, log: silentLog, onFatal: assert.ifError });
  const refused: { commit: string; isThere: boolean }[] = [];
  let acknowledged = 0;
  for (const line of stdout.split('\n')) {
    const [what, writer, number] = line.split(' ');
    if (what !== 'acknowledged' && what !== 'refused') continue;
    const entry = await store.get(dataKey(Number(writer), Number(number)));
    const isThere = valueOf(Number(writer), Number(number)).equals(entry?.value ?? new Uint8Array());
    if (what === 'refused') refused.push({ commit: `${writer} ${number}`, isThere });
    else assert.ok(isThere, line);
    if (what === 'acknowledged') acknowledged++;
  }
  await store.close();
  await rm(folder, { recursive: true });
  return { status, acknowledged, refused };
}
