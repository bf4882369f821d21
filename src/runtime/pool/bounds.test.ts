/** What is bounded: concurrency of an account, sandboxes of a machine, inits, the life of idle sandboxes and of credentials. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { ManualClock } from '../../kit/clock.ts';
import { type FunctionVersion, InvocationRefusedError } from '../function-version.ts';
import {
  ACCOUNT_CONCURRENCY,
  CREDENTIALS_RENEW_MS,
  END_AFTER_IDLE_MS,
  FREEZE_AFTER_MS,
  IDLE_SWEEP_MS,
  INIT_TIMEOUT_MS,
  ROOM_WAIT_MS,
} from '../limits.ts';
import { answerOf, type RoomOptions, RuntimeRoom } from '../runtime.fixture.ts';
import { Concurrency } from './concurrency.ts';
import { Room } from './room.ts';

const ENVIRONMENT = {
  runtime: 'nodejs22.x',
  files: {
    'index.js':
      'const id = Math.random(); exports.handler = async ({ ms }) => { if (ms) await new Promise((done) => setTimeout(done, ms)); return { id, key: process.env.AWS_ACCESS_KEY_ID }; };',
  },
};
const LONG = { timeout: 60_000 };

async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, `waited for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function withRoom(options: RoomOptions, tell: (room: RuntimeRoom) => Promise<void>): Promise<void> {
  const room = await RuntimeRoom.open('process', options);
  try {
    await tell(room);
  } finally {
    await room.close();
  }
}

function refusedBecause(reason: string): (error: unknown) => boolean {
  return (error) => error instanceof InvocationRefusedError && error.reason === reason;
}

test('an account runs 1,000 invocations at once in a region, and is refused one more', () => {
  const concurrency = new Concurrency(undefined);
  const fn = { accountId: '1', region: 'us-east-1', arn: 'arn:1' } as FunctionVersion;
  const leave = Array.from({ length: ACCOUNT_CONCURRENCY }, () => concurrency.enter(fn));
  assert.throws(() => concurrency.enter(fn), refusedBecause('ConcurrentInvocationLimitExceeded'));
  concurrency.enter({ ...fn, region: 'eu-west-1' });
  concurrency.enter({ ...fn, accountId: '2' });
  leave[0]?.();
  concurrency.enter(fn);
  assert.throws(() => concurrency.enter(fn), refusedBecause('ConcurrentInvocationLimitExceeded'));
});

test('who finds the machine full waits for a place, and is refused when none comes', async () => {
  const clock = new ManualClock(0);
  let asked = 0;
  const room = new Room(1, clock, () => ++asked > 0);
  await room.enter();
  const [first, second] = [room.enter(), room.enter()];
  second.catch(() => {});
  assert.equal(asked, 2);
  assert.ok(room.wanted);
  room.leave();
  await first;
  clock.advance(ROOM_WAIT_MS - 1);
  assert.ok(room.wanted);
  clock.advance(1);
  await assert.rejects(second, refusedBecause('ConcurrentInvocationLimitExceeded'));
  room.leave();
  assert.equal(room.used, 0);
});

test('on a full machine an idle sandbox makes place for another function', LONG, async () => {
  await withRoom({ maxSandboxes: 2 }, async (room) => {
    const [busy, idle, next] = [
      await room.make(ENVIRONMENT),
      await room.make(ENVIRONMENT),
      await room.make(ENVIRONMENT),
    ];
    await room.invoke(idle);
    const running = room.invoke(busy, { ms: 300 });
    await until(() => room.runtime.status().sandboxes.live === 2, 'two sandboxes');
    assert.equal((await room.invoke(next)).functionError, undefined);
    assert.ok(room.runtime.status().sandboxes.live <= 2);
    assert.equal((await running).functionError, undefined);
  });
});

test('idle sandboxes are frozen, thawed by an invocation, and ended', LONG, async () => {
  const clock = new ManualClock(Date.now());
  await withRoom({ clock }, async (room) => {
    const fn = await room.make(ENVIRONMENT);
    const counts = (): { live: number; frozen: number } => room.runtime.status().sandboxes;
    const first = answerOf(await room.invoke(fn));
    clock.advance(FREEZE_AFTER_MS - 1);
    assert.deepEqual([counts().live, counts().frozen], [1, 0]);
    clock.advance(IDLE_SWEEP_MS + 1);
    await until(() => counts().frozen === 1, 'a frozen sandbox');
    assert.deepEqual(answerOf(await room.invoke(fn)), first);
    assert.equal(counts().frozen, 0);
    clock.advance(END_AFTER_IDLE_MS + IDLE_SWEEP_MS);
    await until(() => counts().live === 0, 'the end of the idle');
  });
});

test('an init that takes too long is ended, and tried again within the invocation', LONG, async () => {
  const clock = new ManualClock(Date.now());
  const marks = mkdtempSync(path.join(tmpdir(), 'virga-init-'));
  const mark = path.join(marks, 'begun');
  const source = `
    import { existsSync, writeFileSync } from 'node:fs';
    const again = existsSync(${JSON.stringify(mark)});
    writeFileSync(${JSON.stringify(mark)}, '');
    if (!again) await new Promise((done) => setTimeout(done, 1_000_000));
    export const handler = async () => 'at the second try';`;
  await withRoom({ clock }, async (room) => {
    const fn = await room.make({ runtime: 'nodejs22.x', files: { 'index.mjs': source } });
    const answer = room.invoke(fn);
    await until(() => existsSync(mark), 'the init');
    clock.advance(INIT_TIMEOUT_MS);
    assert.equal(answerOf(await answer), 'at the second try');
    const report = 'INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout\n';
    assert.ok(room.logOf(fn).includes(report), room.logOf(fn).join(''));
  });
  rmSync(marks, { recursive: true });
});

test('a running sandbox gets renewed credentials', LONG, async () => {
  const clock = new ManualClock(Date.now());
  let given = 0;
  const assumeForFunction = async (): Promise<{
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken: string;
    expiresAtMs: number;
  }> => ({
    accessKeyId: `ASIA${++given}`,
    secretAccessKey: 'secret',
    sessionToken: 'token',
    expiresAtMs: clock.nowMs() + CREDENTIALS_RENEW_MS + 60_000,
  });
  await withRoom({ clock, credentials: { assumeForFunction } }, async (room) => {
    const fn = await room.make(ENVIRONMENT);
    const ask = async (): Promise<{ id: number; key: string }> =>
      answerOf(await room.invoke(fn)) as { id: number; key: string };
    const first = await ask();
    assert.equal(first.key, 'ASIA1');
    clock.advance(59_000);
    assert.equal((await ask()).key, 'ASIA1');
    clock.advance(2_000);
    await until(async () => (await ask()).key === 'ASIA2', 'the new credentials');
    assert.equal((await ask()).id, first.id, 'the same sandbox');
    assert.equal(given, 2);
  });
});

test('after a restart, sandboxes of the runtimes in use are started before they are asked for', LONG, async () => {
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'virga-restart-'));
  const runtime = 'python3.9';
  const isAvailable = (room: RuntimeRoom): boolean => room.runtime.unavailable(runtime) === undefined;
  try {
    await withRoom({ dataFolder }, async (room) => {
      if (!isAvailable(room)) return;
      const files = { 'main.py': 'def handler(event, context):\n    return 1\n' };
      await room.runtime.updated(await room.make({ runtime, handler: 'main.handler', files }));
    });
    await withRoom({ dataFolder }, async (room) => {
      if (!isAvailable(room)) return;
      await until(() => room.runtime.status().sandboxes.prepared[runtime] === 1, 'a pre-started sandbox');
    });
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
});
