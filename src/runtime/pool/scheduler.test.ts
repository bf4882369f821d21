/** Which sandbox an invocation gets: reuse, growth, limits, changes and deletion under load, idling, shutdown. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../kit/clock.ts';
import { InvocationRefusedError } from '../function-version.ts';
import { SHORT_WAIT_MIN_MS } from '../limits.ts';
import { answerOf, RuntimeRoom } from '../runtime.fixture.ts';

const LONG = { timeout: 60_000 };

let room: RuntimeRoom;
before(async () => {
  room = await RuntimeRoom.open('process', { stockSize: 2 });
});
after(() => room.close());

const WHO = {
  'index.js':
    'const id = Math.random(); exports.handler = async ({ ms }) => { if (ms) await new Promise((done) => setTimeout(done, ms)); return id; };',
};

/** A function that answers which sandbox it is, and that waits, where asked to, until the gate is open. */
class Gate {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'virga-gate-'));
  readonly files = {
    'index.js': `
      const { existsSync, writeFileSync } = require('node:fs');
      const id = String(Math.random());
      exports.handler = async ({ wait }) => {
        if (wait) writeFileSync('${this.#folder}/' + id, '');
        while (wait && !existsSync('${this.#folder}/open')) await new Promise((done) => setTimeout(done, 5));
        return id;
      };`,
  };

  /** Those that wait. */
  get arrived(): readonly string[] {
    return readdirSync(this.#folder);
  }

  open(): void {
    writeFileSync(path.join(this.#folder, 'open'), '');
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!holds()) {
    assert.ok(Date.now() < deadline, `waited for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('one after another has the same sandbox, frozen meanwhile', LONG, async () => {
  const fn = await room.make({ runtime: 'nodejs22.x', files: WHO });
  const first = answerOf(await room.invoke(fn));
  assert.equal(answerOf(await room.invoke(fn)), first);
  await until(() => room.runtime.status().sandboxes.frozen > 0, 'a frozen sandbox');
  assert.equal(answerOf(await room.invoke(fn)), first);
  room.runtime.deleted(fn.accountId, fn.region, fn.name);
  await until(() => room.runtime.status().sandboxes.live === 0, 'the end of the deleted');
});

test('at once has a sandbox each, and one invocation at a time', LONG, async () => {
  using gate = new Gate();
  const fn = await room.make({ runtime: 'nodejs22.x', files: gate.files });
  const running = Promise.all([1, 2, 3, 4].map(() => room.invoke(fn, { wait: true }).then(answerOf)));
  await until(() => gate.arrived.length === 4, 'four invocations at once');
  gate.open();
  const answers = await running;
  assert.equal(new Set(answers).size, 4);
  const more = await Promise.all([1, 2].map(() => room.invoke(fn, { wait: true }).then(answerOf)));
  assert.ok(more.every((id) => answers.includes(id)));
  room.runtime.deleted(fn.accountId, fn.region, fn.name);
});

test('short invocations wait for a busy sandbox, and the first in line for no longer than is due', LONG, async () => {
  // Stands still: how long an invocation takes is this machine's affair.
  const clock = new ManualClock(Date.now());
  const still = await RuntimeRoom.open('process', { clock });
  try {
    using gate = new Gate();
    const fn = await still.make({ runtime: 'nodejs22.x', files: gate.files });
    const answers = new Set([answerOf(await still.invoke(fn))]);
    for (let round = 0; round < 20; round++) {
      for (const result of await Promise.all(Array.from({ length: 16 }, () => still.invoke(fn))))
        answers.add(answerOf(result));
    }
    assert.equal(answers.size, 1, 'nobody has waited long');
    const running = [still.invoke(fn, { wait: true }), still.invoke(fn, { wait: true })];
    await until(() => gate.arrived.length === 1, 'the busy sandbox');
    clock.advance(SHORT_WAIT_MIN_MS);
    await until(() => gate.arrived.length === 2, 'another one');
    gate.open();
    assert.equal(new Set((await Promise.all(running)).map(answerOf)).size, 2);
  } finally {
    await still.close();
  }
});

test('reserved concurrency refuses what is over it', LONG, async () => {
  const fn = await room.make({ runtime: 'nodejs22.x', files: WHO, reservedConcurrency: 1 });
  const running = room.invoke(fn, { ms: 300 });
  await assert.rejects(room.invoke(fn), (error) => {
    assert.ok(error instanceof InvocationRefusedError);
    assert.equal(error.reason, 'ReservedFunctionConcurrentInvocationLimitExceeded');
    return true;
  });
  await running;
  await room.invoke(fn);
  room.runtime.deleted(fn.accountId, fn.region, fn.name);
});

test('an update under load loses no invocation, and ends the old sandboxes', LONG, async () => {
  const code = (word: string): Record<string, string> => ({
    'index.js': `exports.handler = async () => { await new Promise((done) => setTimeout(done, 5)); return '${word}'; };`,
  });
  const old = await room.make({ runtime: 'nodejs22.x', files: code('old'), name: 'changing' });
  const next = await room.make({ runtime: 'nodejs22.x', files: code('new'), name: 'changing' });
  let current = old;
  let stop = false;
  const seen: unknown[] = [];
  const callers = Array.from({ length: 6 }, async () => {
    while (!stop) {
      const fn = current;
      const result = await room.invoke(fn);
      assert.equal(result.functionError, undefined, Buffer.from(result.payload).toString());
      assert.equal(answerOf(result), fn === old ? 'old' : 'new');
      seen.push(answerOf(result));
    }
  });
  await until(() => seen.length > 50, 'the load');
  await room.runtime.updated(next);
  current = next;
  const before = seen.length;
  await until(() => seen.length > before + 50, 'the load on the new');
  stop = true;
  await Promise.all(callers);
  assert.equal(seen.at(-1), 'new');
  room.runtime.deleted(next.accountId, next.region, next.name);
  await until(() => room.runtime.status().sandboxes.live === 0, 'the end of all');
});

test('deletion under load lets what runs finish', LONG, async () => {
  const fn = await room.make({ runtime: 'nodejs22.x', files: WHO });
  await room.invoke(fn);
  const running = Array.from({ length: 3 }, () => room.invoke(fn, { ms: 200 }));
  room.runtime.deleted(fn.accountId, fn.region, fn.name);
  for (const result of await Promise.all(running)) assert.equal(result.functionError, undefined);
  await until(() => room.runtime.status().sandboxes.live === 0, 'the end of all');
});

test('a broken update is refused and says why', LONG, async () => {
  const fn = await room.make({ runtime: 'nodejs22.x', files: WHO });
  const wrong = (reason: string) => (error: unknown) =>
    error instanceof InvocationRefusedError && error.reason === reason;
  await assert.rejects(room.runtime.updated({ ...fn, runtime: 'ruby3.3' }), wrong('RuntimeUnavailable'));
  const missing = { ...fn.code, sha256: Buffer.alloc(32, 1).toString('base64'), blobId: '0'.repeat(32) };
  await assert.rejects(room.runtime.updated({ ...fn, code: missing }), wrong('CodeUnavailable'));
  assert.match(room.runtime.unavailable('ruby3.3') ?? '', /not available here.*nodejs22\.x.*provided\.al2023/);
  assert.equal(room.runtime.unavailable('nodejs24.x'), undefined);
});

test('usage is recorded with its REPORT', LONG, async () => {
  const fn = await room.make({ runtime: 'nodejs22.x', files: WHO });
  const before = room.usage.length;
  await room.invoke(fn, {}, '11111111-2222-4333-8444-555555555555');
  const [usage] = room.usage.slice(before);
  assert.equal(usage?.requestId, '11111111-2222-4333-8444-555555555555');
  assert.equal(usage.outcome, 'ok');
  assert.equal(
    usage.billedMs,
    Math.ceil(Math.round(100 * usage.durationMs) / 100 + Math.round(100 * (usage.initDurationMs ?? 0)) / 100),
  );
  assert.equal(usage.bytesIn, 2);
});

test('shutdown finishes what runs and refuses the rest', LONG, async () => {
  const other = await RuntimeRoom.open('process');
  const fn = await other.make({ runtime: 'nodejs22.x', files: WHO });
  await other.invoke(fn);
  const running = other.invoke(fn, { ms: 300 });
  const closing = other.runtime.close();
  await assert.rejects(
    other.invoke(fn),
    (error) => error instanceof InvocationRefusedError && error.reason === 'ShuttingDown',
  );
  assert.equal((await running).functionError, undefined);
  await closing;
  await other.close();
});
