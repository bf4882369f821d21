/** A process that writes under load is killed at random instants: every acknowledged commit is there, whole, in order. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/kit/clock.ts';
import { silentLog } from '../../src/kit/log.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import type { Key, Store } from '../../src/storage/store.ts';
import { counterKey, dataKey, STREAM, valueOf } from './storage-pattern.ts';

const ROUNDS = 50;
const WRITERS = 16;
const RUN_MS_MAX = 250;
const PAGE = 200;
const WRITER = fileURLToPath(new URL('storage-writer.ts', import.meta.url));

interface Acknowledged {
  readonly writer: number;
  readonly number: number;
  readonly version: number;
  /** Its number in the stream. */
  readonly entry: bigint;
}

/** What earlier rounds found: the stream's length and each writer's last commit. */
interface Seen {
  entries: bigint;
  readonly numbers: number[];
}

test(`${ROUNDS} times SIGKILL under load: nothing acknowledged is lost, torn or out of order`, {
  timeout: 120_000,
}, async (context) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-kill-'));
  const file = path.join(folder, 'state.sqlite');
  const seen: Seen = { entries: 0n, numbers: Array.from({ length: WRITERS }, () => 0) };
  let total = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const acknowledged = await runAndKill(file, Math.random() * RUN_MS_MAX);
    total += acknowledged.length;
    const store = await openStore(file);
    await checkRound(store, seen, acknowledged);
    await store.close();
  }
  await rm(folder, { recursive: true });
  context.diagnostic(`${total} commits were acknowledged, ${seen.entries} were there`);
  assert.ok(total > ROUNDS, 'the writer was killed under load');
});

async function runAndKill(file: string, runMs: number): Promise<Acknowledged[]> {
  const child = spawn(process.execPath, [WRITER, file, String(WRITERS), '1000000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  await once(child.stdout, 'readable');
  const timer = setTimeout(() => child.kill('SIGKILL'), runMs);
  const output = await text(child.stdout);
  clearTimeout(timer);
  assert.deepEqual(await exited, [null, 'SIGKILL'], 'the writer ran until it was killed');
  // The last line may be cut; then nobody heard of that commit.
  const lines = output.slice(0, output.lastIndexOf('\n')).split('\n');
  return lines.filter((line) => line.startsWith('acknowledged ')).map(parseLine);
}

function parseLine(line: string): Acknowledged {
  const [, writer, number, version, entry = ''] = line.split(' ');
  return { writer: Number(writer), number: Number(number), version: Number(version), entry: BigInt(entry) };
}

async function checkRound(store: Store, seen: Seen, acknowledged: readonly Acknowledged[]): Promise<void> {
  const found = await checkStream(store, seen);
  for (const { writer, number, version, entry } of acknowledged) {
    const stored = found.get(`${writer} ${number}`);
    assert.deepEqual(stored, { entry, version }, `commit ${number} of writer ${writer}`);
  }
}

/**
 * Reads what is new in the stream: numbers without gaps, each writer's commits in its order without gaps, and of each
 * commit also its other parts, with one version.
 */
async function checkStream(store: Store, seen: Seen): Promise<Map<string, { entry: bigint; version: number }>> {
  const found = new Map<string, { entry: bigint; version: number }>();
  let after: Key | undefined = seen.entries > 0n ? [...STREAM, seen.entries] : undefined;
  do {
    const page = await store.range({ prefix: STREAM, limit: PAGE, ...(after && { after }) });
    const commits = page.entries.map(({ value }) => Buffer.from(value).toString().split(' ').map(Number));
    const values = await store.getMany(commits.map(([writer = -1, number = -1]) => dataKey(writer, number)));
    for (const [at, { key, version }] of page.entries.entries()) {
      const [writer = -1, number = -1] = commits[at] ?? [];
      seen.entries++;
      assert.equal(key.at(-1), seen.entries, 'the stream has no gaps');
      assert.equal(number, (seen.numbers[writer] ?? 0) + 1, `the commits of writer ${writer} are in order`);
      seen.numbers[writer] = number;
      assert.equal(values[at]?.version, version);
      assert.ok(valueOf(writer, number).equals(values[at]?.value ?? new Uint8Array()), 'the value is whole');
      found.set(`${writer} ${number}`, { entry: seen.entries, version });
    }
    after = page.next;
  } while (after);
  const counters = await store.getMany(seen.numbers.map((_, writer) => counterKey(writer)));
  const counts = counters.map((entry) => Number(Buffer.from(entry?.value ?? []).toString()));
  assert.deepEqual(counts, seen.numbers, 'no commit is there in part');
  return found;
}

function openStore(file: string): Promise<Store> {
  return openSqliteStore({
    file,
    clock: systemClock,
    log: silentLog,
    onFatal(error) {
      throw error;
    },
  });
}
