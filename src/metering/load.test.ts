import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomIds } from '../kit/ids.ts';
import { silentLog } from '../kit/log.ts';
import type { InvocationUsage } from '../runtime/function-version.ts';
import { costOf } from './cost/cost-of.ts';
import { priceTable } from './cost/price-table.ts';
import { ingestUsage } from './ingest.ts';
import { loadOf } from './load-of.ts';
import { ACCOUNT, openRoom, REGION, type Room, USAGE } from './metering.fixture.ts';
import { encodeUsage } from './sink.ts';

const NOON = Date.UTC(2026, 10, 24, 12);
const MINUTE = NOON / 60_000;

async function ingest(room: Room, batches: readonly (readonly Partial<InvocationUsage>[])[]): Promise<void> {
  let mark = 0;
  for (const batch of batches) {
    const entries = batch.map((change) => ({
      payload: encodeUsage({ ...USAGE, memoryMb: 100, maxMemoryUsedMb: 10, ...change }),
      mark: String(mark++).padStart(6, '0'),
    }));
    for (let times = 0; times < 2; times++) {
      await ingestUsage({ telemetry: room.telemetry, ids: new RandomIds(), log: silentLog }, entries);
    }
  }
}

async function minutes(room: Room): Promise<readonly (readonly [number, readonly number[], readonly number[]])[]> {
  const question = { accountId: ACCOUNT, regions: [REGION], fromMinute: MINUTE - 60, toMinute: MINUTE + 60 };
  const found = await loadOf(room.telemetry, question);
  return [...found].map(([minute, { busy, peak }]) => [minute - MINUTE, busy, peak] as const);
}

test('what runs at once is summed second by second, over batches that come twice', async () => {
  await using room = await openRoom();
  const one = { startedAtMs: NOON, durationMs: 1_000 };
  await ingest(room, [
    [one, one],
    [one, { startedAtMs: NOON + 1_500, durationMs: 1_000 }],
  ]);
  assert.deepEqual(await minutes(room), [[0, [4_000, 400_000, 40_000], [3_000, 300_000, 30_000]]]);
});

test('minutes that are closed keep their peak, and one that ran through them counts on top', async () => {
  await using room = await openRoom();
  const short = { startedAtMs: NOON + 30_000, durationMs: 1_000 };
  await ingest(room, [
    [short, short],
    [{ startedAtMs: NOON + 600_000, durationMs: 1_000 }],
    [{ startedAtMs: NOON, durationMs: 602_000 }],
  ]);
  const found = new Map((await minutes(room)).map(([minute, , [peakMs]]) => [minute, peakMs]));
  assert.equal(found.get(0), 3_000);
  assert.equal(found.get(5), 1_000);
  assert.equal(found.get(10), 2_000);
});

test('a span begins within the month: the free tier is used up by the days before it', async () => {
  await using room = await openRoom();
  const big = { billedMs: 900_000, memoryMb: 10_240, durationMs: 1, bytesOut: 0 };
  const day = (date: number, count: number): Partial<InvocationUsage>[] =>
    Array.from({ length: count }, () => ({ ...big, startedAtMs: Date.UTC(2026, 10, date, 23, 59, 59, 999) }));
  // 9,000 GB-seconds each: 44 leave 4,000 of the free ones.
  await ingest(room, [day(23, 44), day(24, 1)]);
  const question = { accountId: ACCOUNT, regions: [REGION], fromDay: '2026-11-24', toDay: '2026-11-24' };
  const options = { ...question, freeTier: true, architecture: 'x86_64' } as const;
  const { lines, total } = await costOf(room.telemetry, priceTable(), options);
  assert.deepEqual(
    lines.map(({ day: name, gbSeconds }) => [name, gbSeconds]),
    [['2026-11-24', '9000']],
  );
  assert.equal(total.cost.total, '0.0833335');
});

test('days are what they say', async () => {
  await using room = await openRoom();
  const ask = (fromDay: string, toDay: string): Promise<unknown> =>
    costOf(room.telemetry, priceTable(), {
      accountId: ACCOUNT,
      regions: [REGION],
      fromDay,
      toDay,
      freeTier: false,
      architecture: 'x86_64',
    });
  await assert.rejects(ask('2026-02-30', '2026-03-01'), /A day is written 2026-11-24, not "2026-02-30"/);
  await assert.rejects(ask('2026-03-02', '2026-03-01'), /2026-03-02 is after 2026-03-01/);
  await assert.rejects(ask('2024-01-01', '2026-03-01'), /more than 366/);
});
