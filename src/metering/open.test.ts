import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { systemClock } from '../kit/clock.ts';
import { RandomIds } from '../kit/ids.ts';
import { silentLog } from '../kit/log.ts';
import { openSpool, type Spool } from '../storage/spool.ts';
import { ACCOUNT, ALL, openRoom, REGION, USAGE } from './metering.fixture.ts';
import { openMetering } from './open.ts';
import { encodeUsage, USAGE_KIND } from './sink.ts';

const MORE = { clock: systemClock, architecture: 'x86_64', ids: new RandomIds(), log: silentLog } as const;

const openTestSpool = (folder: string): Promise<Spool> =>
  openSpool({ folder: path.join(folder, 'spool'), clock: systemClock, log: silentLog });

test('what the sink is given is counted when it is asked for, over restarts', async () => {
  await using room = await openRoom();
  for (const expected of [50, 100]) {
    const spool = await openTestSpool(room.folder);
    const metering = await openMetering({ ...MORE, state: room.telemetry, telemetry: room.telemetry, spool });
    for (let count = 0; count < 50; count++) metering.sink.write(USAGE);
    assert.equal((await metering.usageOf(ALL)).lines[0]?.invocations, expected);
    assert.deepEqual(await metering.regionsOf(ACCOUNT), [REGION]);
    await spool.close();
  }
});

test('a spool that does not know what was counted gives it again, and it counts once', async () => {
  await using room = await openRoom();
  const spool = await openTestSpool(room.folder);
  for (let count = 0; count < 20; count++) spool.append(USAGE_KIND, encodeUsage(USAGE));
  // As a crash leaves it after the commit of the sums, before the spool wrote down how far it is.
  const crashed = path.join(room.folder, 'crashed');
  await cp(path.join(room.folder, 'spool'), path.join(crashed, 'spool'), { recursive: true });
  const parts = { ...MORE, state: room.telemetry, telemetry: room.telemetry };
  assert.equal((await (await openMetering({ ...parts, spool })).usageOf(ALL)).lines[0]?.invocations, 20);
  await spool.close();
  const again = await openTestSpool(crashed);
  const metering = await openMetering({ ...parts, spool: again });
  metering.sink.write(USAGE);
  assert.equal((await metering.usageOf(ALL)).lines[0]?.invocations, 21);
  await again.close();
});

test('what was written and not yet counted when the process ended is counted by the next', async () => {
  await using room = await openRoom();
  const first = await openTestSpool(room.folder);
  for (let count = 0; count < 20; count++) first.append(USAGE_KIND, encodeUsage(USAGE));
  await first.close();
  const second = await openTestSpool(room.folder);
  const metering = await openMetering({ ...MORE, state: room.telemetry, telemetry: room.telemetry, spool: second });
  assert.equal((await metering.usageOf(ALL)).lines[0]?.invocations, 20);
  await second.close();
});
