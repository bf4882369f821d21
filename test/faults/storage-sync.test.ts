/**
 * Killing a process tests no sync: what it wrote survives it in memory. So the system calls are traced: the bytes of
 * each commit are written to the log, then the log is synced, and only then is the commit acknowledged. The same check
 * on a store that does not sync fails, so it can.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { markerOf } from './storage-pattern.ts';

const WRITERS = 8;
const COMMITS_EACH = 12;
const WRITER = fileURLToPath(new URL('storage-writer.ts', import.meta.url));

before(() => {
  try {
    execFileSync('strace', ['-V'], { stdio: 'ignore' });
  } catch {
    throw new Error('This test needs strace and the right to trace: apt-get install strace');
  }
});

test('every commit is synced before it is acknowledged', { timeout: 120_000 }, async () => {
  const { acknowledged, tooEarly } = await trace('sync');
  assert.equal(acknowledged, WRITERS * COMMITS_EACH);
  assert.deepEqual(tooEarly, []);
});

test('the check fails where the store does not sync', { timeout: 120_000 }, async () => {
  const { acknowledged, tooEarly } = await trace('no-sync');
  assert.equal(acknowledged, WRITERS * COMMITS_EACH);
  assert.ok(tooEarly.length > acknowledged / 2, `${tooEarly.length} of ${acknowledged} were acknowledged unsynced`);
});

interface Traced {
  readonly acknowledged: number;
  /** Commits that were acknowledged before a sync of the log that began after their bytes were written to it. */
  readonly tooEarly: readonly string[];
}

async function trace(sync: 'sync' | 'no-sync'): Promise<Traced> {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-sync-'));
  const output = path.join(folder, 'trace');
  const calls = 'trace=write,pwrite64,fsync,fdatasync';
  const command = [
    process.execPath,
    WRITER,
    path.join(folder, 'state.sqlite'),
    String(WRITERS),
    String(COMMITS_EACH),
    sync,
  ];
  const run = spawnSync('strace', ['-f', '-y', '-s', '5000', '-e', calls, '-o', output, ...command], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(run.status, 0, run.stderr);
  const traced = judge(await readFile(output, 'latin1'));
  await rm(folder, { recursive: true });
  return traced;
}

function judge(text: string): Traced {
  const log = new LogState();
  const tooEarly: string[] = [];
  let acknowledged = 0;
  for (const line of text.split('\n')) {
    log.read(line);
    const [, writer, number] = /write\(1<.*"acknowledged (\d+) (\d+) /.exec(line) ?? [];
    if (writer === undefined) continue;
    acknowledged++;
    const marker = markerOf(Number(writer), Number(number));
    if (!log.synced.has(marker)) tooEarly.push(marker);
  }
  return { acknowledged, tooEarly };
}

/** Which commits' bytes are in the write-ahead log, and which of those were there when a successful sync of it began. */
class LogState {
  readonly synced = new Set<string>();
  readonly #written = new Set<string>();
  /** By thread: what was written when its sync began. */
  readonly #syncing = new Map<string, readonly string[]>();

  /** A call that others interrupt stands on two lines: it counts as begun on the first, as done on the second. */
  read(line: string): void {
    const [, thread = '', call = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    if (/^pwrite64\(\d+<[^>]*-wal>/.test(call)) {
      for (const [marker] of call.matchAll(/<commit \d+ \d+>/g)) this.#written.add(marker);
    }
    if (/^f(data)?sync\(\d+<[^>]*-wal>/.test(call)) this.#syncing.set(thread, [...this.#written]);
    if (/^(<\.\.\. )?f(data)?sync.*\) += 0$/.test(call)) {
      for (const marker of this.#syncing.get(thread) ?? []) this.synced.add(marker);
      this.#syncing.delete(thread);
    }
  }
}
