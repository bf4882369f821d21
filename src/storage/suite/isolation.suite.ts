/** Part of store.suite.ts: what commits and transactions that meet do to each other. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { ConflictError, type Key } from '../store.ts';
import { all, at, bytes, SPACE, type SuiteStore, set, text, write } from './tools.suite.ts';

export function isolation(open: () => Promise<SuiteStore>): void {
  test('a failed check changes nothing of its commit and undoes no other of its group', async () => {
    await using suite = await open();
    const { store } = suite;
    const { version } = await set(store, at('checked'), 'one');
    const stale = { key: at('checked'), version: version - 1 };
    const outcomes = await Promise.allSettled([
      set(store, at('before'), ''),
      write(store, {
        checks: [{ key: at('checked'), version }, stale],
        sets: [{ key: at('never'), value: bytes('') }],
        deletes: [at('checked')],
        adds: [{ key: at('counter'), delta: 1n }],
        appends: [{ stream: at('stream'), value: bytes('') }],
      }),
      set(store, at('after'), ''),
    ]);
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    const { reason } = outcomes[1] as PromiseRejectedResult;
    assert.ok(reason instanceof ConflictError);
    assert.deepEqual(reason.key, at('checked'));
    assert.deepEqual(await all(store, { prefix: SPACE, limit: 100 }), ['after', 'before', 'checked']);
  });

  test('a check for absence holds until the key is there, and again when it is gone', async () => {
    await using suite = await open();
    const { store } = suite;
    const create = (): Promise<unknown> =>
      write(store, { checks: [{ key: at('x'), version: null }], sets: [{ key: at('x'), value: bytes('') }] });
    await create();
    await assert.rejects(create(), ConflictError);
    await write(store, { deletes: [at('x')] });
    await create();
  });

  test('a key that was deleted and made again has another version', async () => {
    await using suite = await open();
    const { store } = suite;
    const { version } = await set(store, at('x'), 'same');
    await write(store, { deletes: [at('x')] });
    await set(store, at('x'), 'same');
    await assert.rejects(write(store, { checks: [{ key: at('x'), version }] }), ConflictError);
  });

  test('write skew: of two commits that each check what the other writes, one fails', async () => {
    await using suite = await open();
    const { store } = suite;
    for (let round = 0; round < 20; round++) {
      const keys = [at('skew', BigInt(round), 'a'), at('skew', BigInt(round), 'b')] as const;
      await write(store, { sets: keys.map((key) => ({ key, value: bytes('on duty') })) });
      const seen = await store.getMany(keys);
      const checks = keys.map((key, index) => ({ key, version: seen[index]?.version ?? null }));
      const outcomes = await Promise.allSettled(
        keys.map((key) => write(store, { checks, sets: [{ key, value: bytes('off') }] })),
      );
      assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    }
  });

  test('of many that create the same key at once one succeeds', async () => {
    await using suite = await open();
    const checks = [{ key: at('one'), version: null }];
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) =>
        write(suite.store, { checks, sets: [{ key: at('one'), value: bytes(String(n)) }] }),
      ),
    );
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  test('hot key: 32 updates of one key at once succeed in turn', async () => {
    await using suite = await open();
    const { store } = suite;
    const results = await Promise.all(
      Array.from({ length: 32 }, () =>
        store.transact(randomUUID(), [at('hot')], ([entry]) => {
          const count = Number(text(entry?.value) ?? 0) + 1;
          return { changes: { sets: [{ key: at('hot'), value: bytes(String(count)) }] }, result: count };
        }),
      ),
    );
    assert.deepEqual(
      results,
      Array.from({ length: 32 }, (_, n) => n + 1),
    );
  });

  test('transactions over crossing keys neither wait for each other for ever nor lose an update', async () => {
    await using suite = await open();
    const { store } = suite;
    const move = (from: Key, to: Key): Promise<void> =>
      store.transact(randomUUID(), [from, to], ([left, right]) => ({
        changes: {
          sets: [
            { key: from, value: bytes(String(Number(text(left?.value) ?? 0) - 1)) },
            { key: to, value: bytes(String(Number(text(right?.value) ?? 0) + 1)) },
          ],
        },
        result: undefined,
      }));
    const accounts = ['a', 'b', 'c'].map((name) => at('account', name));
    const [a = SPACE, b = SPACE, c = SPACE] = accounts;
    await Promise.all(Array.from({ length: 20 }, () => [move(a, b), move(b, a), move(b, c), move(c, a)]).flat());
    const sums = (await store.getMany(accounts)).map((entry) => Number(text(entry?.value)));
    assert.deepEqual(sums, [20, -20, 0]);
  });

  test('transact decides again when a commit from elsewhere came between', async () => {
    await using suite = await open();
    const { store } = suite;
    let decisions = 0;
    const seen = await store.transact(randomUUID(), [at('t')], async ([entry]) => {
      if (++decisions === 1) await set(store, at('t'), 'from elsewhere');
      return { changes: { sets: [{ key: at('t'), value: bytes('mine') }] }, result: text(entry?.value) };
    });
    assert.deepEqual([decisions, seen], [2, 'from elsewhere']);
  });

  test('transact gives up after a bounded number of conflicts', async () => {
    await using suite = await open();
    const { store } = suite;
    let decisions = 0;
    const hopeless = store.transact(randomUUID(), [at('t')], async () => {
      await set(store, at('t'), String(++decisions));
      return { changes: { deletes: [at('t')] }, result: undefined };
    });
    await assert.rejects(hopeless, ConflictError);
    assert.ok(decisions > 1 && decisions < 100);
  });

  test('what decide throws is passed on, nothing is written, and the key is free again', async () => {
    await using suite = await open();
    const { store } = suite;
    const failing = store.transact(randomUUID(), [at('t')], () => Promise.reject(new Error('no')));
    await assert.rejects(failing, /^Error: no$/);
    assert.equal(await store.transact(randomUUID(), [at('t')], ([entry]) => ({ result: entry })), undefined);
  });
}
