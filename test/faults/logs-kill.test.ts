/** kill -9 at random instants of a process that logs: every acknowledged line is there, once, in its stream's order. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { type Bench, openBench } from '../../src/services/logs/logs.fixture.ts';
import { filterLogEvents } from '../../src/services/logs/operations/filter-log-events.ts';
import { ACKNOWLEDGED, GROUP } from './logs-writer.ts';

const ROUNDS = 15;
const LONGEST_ROUND_MS = 250;
const WRITER = path.join(import.meta.dirname, 'logs-writer.ts');

test(`acknowledged lines survive ${ROUNDS} kills, and none is there twice`, { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-kill-'));
  try {
    for (let round = 0; round < ROUNDS; round++) {
      await writeUntilKilled(folder, round);
      // Some rounds leave the spool to the next writer.
      if (round % 3 === 2) await check(folder);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function writeUntilKilled(folder: string, round: number): Promise<void> {
  const child = spawn(process.execPath, [WRITER, folder, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), closed]);
  assert.equal(child.exitCode, null, 'the writer did not start');
  const timer = setTimeout(() => child.kill('SIGKILL'), randomInt(LONGEST_ROUND_MS));
  const [, signal] = await closed;
  clearTimeout(timer);
  assert.equal(signal, 'SIGKILL');
}

async function check(folder: string): Promise<void> {
  const acknowledged = (await readFile(path.join(folder, ACKNOWLEDGED), 'utf8')).trim().split('\n');
  assert.ok(acknowledged.length > ROUNDS, `only ${acknowledged.length} lines were written`);
  await using bench = await openBench(folder);
  const found = await readAll(bench);
  const all = new Set(found);
  assert.equal(all.size, found.length, 'a line is there twice');
  assert.deepEqual(
    acknowledged.filter((line) => !all.has(line)),
    [],
    'acknowledged lines are missing',
  );
  const inOrder = found.toSorted((a, b) => compare(streamOf(a), streamOf(b)));
  for (const [at, line] of inOrder.entries()) {
    const before = inOrder[at - 1];
    if (before === undefined || streamOf(before) !== streamOf(line)) continue;
    assert.ok(placeOf(before) < placeOf(line), `${line} stands behind ${before}`);
  }
}

async function readAll(bench: Bench): Promise<string[]> {
  const messages: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await filterLogEvents(bench.context(), { logGroupName: GROUP, nextToken });
    messages.push(...(page.events ?? []).map((event) => event.message ?? ''));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return messages;
}

const streamOf = (line: string): string => line.split(' ')[0] ?? '';

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Of round and number together. */
function placeOf(line: string): number {
  const [round, number] = (line.split(' ')[1] ?? '').split('.').map(Number);
  return (round ?? 0) * 1e9 + (number ?? 0);
}
