import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomIds } from '../kit/ids.ts';
import { type Log, silentLog } from '../kit/log.ts';
import type { InvocationUsage } from '../runtime/function-version.ts';
import type { Store } from '../storage/store.ts';
import { ingestUsage, type SpooledEntry } from './ingest.ts';
import { SUMS_PER_COMMIT } from './limits.ts';
import { ACCOUNT, ALL, openRoom, type Room, USAGE } from './metering.fixture.ts';
import { decodeUsage, encodeUsage } from './sink.ts';
import { regionsOf, type UsageLine, usageOf } from './usage-of.ts';

const entriesOf = (usages: readonly InvocationUsage[], first = 1): SpooledEntry[] =>
  usages.map((usage, at) => ({ payload: encodeUsage(usage), mark: String(first + at).padStart(8, '0') }));

const ingest = (room: Room, entries: readonly SpooledEntry[], log: Log = silentLog): Promise<void> =>
  ingestUsage({ telemetry: room.telemetry, ids: new RandomIds(), log }, entries);

const linesOf = async (room: Room): Promise<readonly UsageLine[]> => (await usageOf(room.telemetry, ALL)).lines;

test('usage survives the way through the spool as it was', () => {
  for (const usage of [USAGE, { ...USAGE, initDurationMs: 110.1, outcome: 'timeout' as const }]) {
    assert.deepEqual(decodeUsage(encodeUsage(usage)), usage);
  }
  assert(encodeUsage(USAGE).byteLength < 250);
});

test('what a function used in a day is one sum', async () => {
  await using room = await openRoom();
  await ingest(
    room,
    entriesOf([
      USAGE,
      { ...USAGE, initDurationMs: 100.25, durationMs: 0.1, billedMs: 101, maxMemoryUsedMb: 50, version: '3' },
      { ...USAGE, durationMs: 0.2, memoryMb: 1_024, outcome: 'handled' },
      { ...USAGE, outcome: 'unhandled' },
      { ...USAGE, outcome: 'timeout' },
      { ...USAGE, outcome: 'oom' },
    ]),
  );
  assert.deepEqual(await linesOf(room), [
    {
      day: '2026-11-24',
      functionName: 'hello',
      invocations: 6,
      inits: 1,
      initMs: 100.25,
      durationMs: 12.34,
      billedMs: 121,
      billedMbMs: 4 * 4 * 128 + 101 * 128 + 4 * 1_024,
      ephemeralMbMs: 0,
      maxMemoryUsedMb: 50,
      bytesIn: 60,
      bytesOut: 120,
      handledErrors: 1,
      unhandledErrors: 1,
      timeouts: 1,
      outOfMemory: 1,
    },
  ]);
});

test('days are those of UTC, functions, regions and accounts are kept apart', async () => {
  await using room = await openRoom();
  const midnight = Date.UTC(2026, 10, 25);
  await ingest(
    room,
    entriesOf([
      { ...USAGE, startedAtMs: midnight },
      { ...USAGE, startedAtMs: midnight - 1 },
      { ...USAGE, functionName: 'other' },
      { ...USAGE, region: 'eu-west-1' },
      { ...USAGE, accountId: '111111111111' },
    ]),
  );
  assert.deepEqual(
    (await linesOf(room)).map((line) => [line.day, line.functionName, line.invocations]),
    [
      ['2026-11-24', 'hello', 1],
      ['2026-11-24', 'other', 1],
      ['2026-11-25', 'hello', 1],
    ],
  );
  assert.deepEqual(await regionsOf(room.telemetry, ACCOUNT), ['eu-west-1', 'us-east-1']);
  assert.deepEqual(await regionsOf(room.telemetry, '111111111111'), ['us-east-1']);
  assert.deepEqual(await regionsOf(room.telemetry, '222222222222'), []);
});

test('a question has its days, both included, and pages', async () => {
  await using room = await openRoom();
  const days = Array.from({ length: 5 }, (_, at) => Date.UTC(2026, 10, 20 + at));
  const usages = days.flatMap((startedAtMs) =>
    ['a', 'b'].map((functionName) => ({ ...USAGE, functionName, startedAtMs })),
  );
  await ingest(room, entriesOf(usages));
  const question = { ...ALL, fromDay: '2026-11-21', toDay: '2026-11-23', limit: 4 };
  const first = await usageOf(room.telemetry, question);
  assert(first.next);
  const second = await usageOf(room.telemetry, { ...question, after: first.next });
  assert.deepEqual(
    [...first.lines, ...second.lines].map((line) => `${line.day} ${line.functionName}`),
    ['21 a', '21 b', '22 a', '22 b', '23 a', '23 b'].map((line) => `2026-11-${line}`),
  );
  assert.equal(second.next, undefined);
  await assert.rejects(usageOf(room.telemetry, { ...ALL, fromDay: '24.11.2026' }), RangeError);
});

test('entries that are given again, wholly or in part, count once', async () => {
  await using room = await openRoom();
  const entries = entriesOf(Array.from({ length: 10 }, () => USAGE));
  await ingest(room, entries.slice(0, 6));
  await ingest(room, entries.slice(0, 6));
  await ingest(room, entries);
  await ingest(room, entries.slice(3));
  assert.equal((await linesOf(room))[0]?.invocations, 10);
});

test('a delivery that breaks in the middle is counted once when it comes again', async () => {
  await using room = await openRoom();
  const count = 2 * SUMS_PER_COMMIT + 10;
  const entries = entriesOf(Array.from({ length: count }, (_, at) => ({ ...USAGE, functionName: `f${at}` })));
  let commits = 0;
  const breaking: Store = {
    ...bound(room.telemetry),
    commit(commit) {
      if (++commits === 2) return Promise.reject(new Error('the disk is full'));
      return room.telemetry.commit(commit);
    },
  };
  await assert.rejects(
    ingestUsage({ telemetry: breaking, ids: new RandomIds(), log: silentLog }, entries),
    /disk is full/,
  );
  await ingest(room, entries);
  const lines: UsageLine[] = [];
  let page = await usageOf(room.telemetry, ALL);
  lines.push(...page.lines);
  while (page.next) {
    page = await usageOf(room.telemetry, { ...ALL, after: page.next });
    lines.push(...page.lines);
  }
  assert.equal(lines.length, count);
  assert(lines.every((line) => line.invocations === 1));
});

/** Its methods as properties, so that one can be replaced by a disk that fails. */
function bound(store: Store): Store {
  return {
    get: (key) => store.get(key),
    getMany: (some) => store.getMany(some),
    range: (request) => store.range(request),
    commit: (commit) => store.commit(commit),
    transact: (id, some, decide) => store.transact(id, some, decide),
    watch: (prefix, onChange) => store.watch(prefix, onChange),
    trim: () => store.trim(),
    trouble: () => store.trouble(),
    close: () => store.close(),
  };
}

test('an entry that cannot be read is left out and said', async () => {
  await using room = await openRoom();
  const [one, , three] = entriesOf([USAGE, USAGE, USAGE]);
  assert(one && three);
  const errors: string[] = [];
  const log: Log = { ...silentLog, error: (message) => errors.push(message) };
  await ingest(room, [one, { payload: Buffer.from([9, 9, 9]), mark: '00000002' }, three], log);
  assert.equal((await linesOf(room))[0]?.invocations, 2);
  assert.equal(errors.length, 1);
});
