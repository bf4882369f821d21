import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { ManualClock } from '../../kit/clock.ts';
import { RandomIds } from '../../kit/ids.ts';
import { silentLog } from '../../kit/log.ts';
import { openSpool } from '../../storage/spool.ts';
import { ACCOUNT, openRoom, REGION, type Room, USAGE } from '../metering.fixture.ts';
import { type Metering, openMetering } from '../open.ts';
import { type Budget, budgetKeys, budgetRecord } from './store.ts';

const ID = { accountId: ACCOUNT, region: REGION, functionName: USAGE.functionName };
/** One dollar's worth is 60,000 GB-seconds: a thousand of these and a little. */
const MINUTE_OF_1_GB = { ...USAGE, billedMs: 60_000, memoryMb: 1_024, bytesOut: 0 };
const EACH_USD = 0.001000202;

interface Bench extends AsyncDisposable {
  readonly metering: Metering;
  readonly warnings: string[];
}

async function openBench(room: Room, clock: ManualClock): Promise<Bench> {
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (message: string) => void warnings.push(message) };
  const spool = await openSpool({ folder: path.join(room.folder, 'spool'), clock, log: silentLog });
  const { telemetry } = room;
  const ids = new RandomIds();
  const metering = await openMetering({ telemetry, state: telemetry, spool, clock, ids, log, architecture: 'x86_64' });
  return { metering, warnings, [Symbol.asyncDispose]: () => spool.close() };
}

async function use({ metering }: Bench, clock: ManualClock, count: number): Promise<void> {
  for (let done = 0; done < count; done++) metering.sink.write({ ...MINUTE_OF_1_GB, startedAtMs: clock.nowMs() });
  await metering.regionsOf(ACCOUNT);
}

async function put(room: Room, { metering }: Bench, budget: Budget): Promise<void> {
  const commit = {
    id: new RandomIds().uuid(),
    sets: [{ key: budgetKeys.budget(ID), value: budgetRecord.encode(budget) }],
  };
  await room.telemetry.commit(commit);
  await metering.budgets.changed(ID, budget);
}

const refusal = ({ metering }: Bench): string | undefined => metering.budgets.refusal(ACCOUNT, REGION, ID.functionName);

test('past its budget a function is refused, over a restart, until the month turns', async () => {
  await using room = await openRoom();
  const clock = new ManualClock(Date.UTC(2026, 10, 30, 12));
  {
    await using bench = await openBench(room, clock);
    await use(bench, clock, 3);
    // What was used before the budget counts too: five cost 0.00500101.
    await put(room, bench, { monthly: '0.005', action: 'throttle' });
    await use(bench, clock, 1);
    assert.equal(refusal(bench), undefined);
    await use(bench, clock, 1);
    assert.match(refusal(bench) ?? '', /budget of 0\.005 USD a month of function hello is used up/);
    assert.deepEqual(bench.warnings, ['budget: used up']);
    assert.equal(bench.metering.budgets.refusal(ACCOUNT, REGION, 'another'), undefined);
    assert.equal(Number(bench.metering.budgets.states(ACCOUNT)[0]?.spent).toFixed(9), (5 * EACH_USD).toFixed(9));
  }
  await using bench = await openBench(room, clock);
  assert.match(refusal(bench) ?? '', /used up/);
  clock.advance(12 * 3_600_000);
  assert.equal(refusal(bench), undefined);
  assert.equal(bench.metering.budgets.states(ACCOUNT)[0]?.month, '2026-12');
  assert.equal(bench.metering.budgets.states(ACCOUNT)[0]?.spent, '0');
});

test('a budget that warns lets invocations in', async () => {
  await using room = await openRoom();
  const clock = new ManualClock(Date.UTC(2026, 10, 1));
  await using bench = await openBench(room, clock);
  await put(room, bench, { monthly: '0', action: 'warn' });
  await use(bench, clock, 2);
  assert.equal(refusal(bench), undefined);
  assert.deepEqual(bench.warnings, ['budget: used up']);
  assert.equal(bench.metering.budgets.usedUp().length, 1);
  await bench.metering.budgets.changed(ID, undefined);
  assert.deepEqual(bench.metering.budgets.states(ACCOUNT), []);
});
