/** Part of store.suite.ts: order of appends, counters, unknown outcomes, watching, closing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Commit, ConflictError, type Store } from '../store.ts';
import { at, bytes, counterOf, type SuiteStore, set, text, write } from './tools.suite.ts';

export function orderAndCounters(open: () => Promise<SuiteStore>): void {
  test('appends get the next numbers of their stream, in the order of their commits, without gaps', async () => {
    await using suite = await open();
    const { store } = suite;
    const stream = at('stream');
    const results = await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        const fails = n % 10 === 9;
        const appends = [`${n}a`, `${n}b`].map((name) => ({ stream, value: bytes(name) }));
        const checks = fails ? [{ key: at('absent'), version: 1 }] : [];
        const result = await write(store, { checks, appends }).catch(() => undefined);
        return result && { ...result, n };
      }),
    );
    const done = results.filter((result) => result !== undefined);
    assert.equal(done.length, 90);
    const inOrder = done.toSorted((a, b) => a.version - b.version);
    assert.deepEqual(
      inOrder.flatMap(({ appended }) => appended),
      Array.from({ length: 180 }, (_, n) => BigInt(n + 1)),
    );
    const { entries } = await store.range({ prefix: stream, limit: 1_000 });
    assert.deepEqual(
      entries.map(({ key, value }) => [key.at(-1), text(value)]),
      inOrder.flatMap(({ appended, n }) => [
        [appended[0], `${n}a`],
        [appended[1], `${n}b`],
      ]),
    );
  });

  test('streams count for themselves, and go on where their entries were deleted and after a start', async () => {
    await using suite = await open();
    const append = async (store: Store, name: string): Promise<readonly bigint[]> =>
      (await write(store, { appends: [{ stream: at(name), value: bytes('') }] })).appended;
    assert.deepEqual(await append(suite.store, 'one'), [1n]);
    assert.deepEqual(await append(suite.store, 'two'), [1n]);
    assert.deepEqual(await append(suite.store, 'one'), [2n]);
    await write(suite.store, { deletes: [at('one', 1n), at('one', 2n)] });
    assert.deepEqual(await append(await suite.reopen(), 'one'), [3n]);
  });

  test('adds count without reading, and do not lose one', async () => {
    await using suite = await open();
    const { store } = suite;
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => write(store, { adds: [{ key: at('n'), delta: BigInt(n % 2 ? n : -1) }] })),
    );
    assert.equal(counterOf((await store.get(at('n')))?.value), 2_500n - 50n);
  });

  test('a counter that would overflow, and one that is none, fail alone', async () => {
    await using suite = await open();
    const { store } = suite;
    await write(store, { adds: [{ key: at('n'), delta: 2n ** 63n - 1n }] });
    await set(store, at('text'), 'no counter');
    for (const key of [at('n'), at('text')]) {
      const adds = [
        { key: at('other'), delta: 1n },
        { key, delta: 1n },
      ];
      await assert.rejects(write(store, { adds, sets: [{ key: at('never'), value: bytes('') }] }), /64-bit counter/);
    }
    assert.deepEqual(await store.getMany([at('never'), at('other')]), [undefined, undefined]);
  });

  test('versions grow over the whole store and over starts', async () => {
    await using suite = await open();
    const first = await set(suite.store, at('a'), '');
    const second = await set(suite.store, at('b'), '');
    const third = await set(await suite.reopen(), at('a'), '');
    assert.ok(first.version < second.version && second.version < third.version);
  });
}

export function unknownOutcomes(open: () => Promise<SuiteStore>): void {
  const once = (id: string, value: string): Commit => ({
    id,
    checks: [{ key: at('once'), version: null }],
    sets: [{ key: at('once'), value: bytes(value) }],
    adds: [{ key: at('times'), delta: 1n }],
    appends: [{ stream: at('stream'), value: bytes(value) }],
  });

  test('the same id answers as the first did and changes nothing', async () => {
    await using suite = await open();
    const { store } = suite;
    const first = await store.commit(once('id', 'first'));
    assert.deepEqual(await store.commit(once('id', 'second')), first);
    assert.equal(text((await store.get(at('once')))?.value), 'first');
    assert.equal(counterOf((await store.get(at('times')))?.value), 1n);
  });

  test('also where both were sent at once, after a start, and after a crash', async () => {
    await using suite = await open();
    const [first, second] = await Promise.all([
      suite.store.commit(once('id', 'first')),
      suite.store.commit(once('id', 'second')),
    ]);
    assert.deepEqual(second, first);
    const reopened = await suite.reopen();
    assert.deepEqual(await reopened.commit(once('id', 'third')), first);
    const other = await reopened.commit({ id: 'other', adds: [{ key: at('times'), delta: 1n }] });
    const crashed = await suite.crash();
    assert.deepEqual(await crashed.commit({ id: 'other', adds: [{ key: at('times'), delta: 1n }] }), other);
    assert.equal(counterOf((await crashed.get(at('times')))?.value), 2n);
  });

  test('an id whose commit failed may be used again', async () => {
    await using suite = await open();
    const { store } = suite;
    await set(store, at('once'), 'there');
    await assert.rejects(store.commit(once('id', 'x')), ConflictError);
    await write(store, { deletes: [at('once')] });
    await store.commit(once('id', 'x'));
  });
}

export function watchingAndClosing(open: () => Promise<SuiteStore>): void {
  test('a watcher hears of commits below its prefix and of no others, until it leaves', async () => {
    await using suite = await open();
    const { store } = suite;
    const heard: string[] = [];
    const leave = store.watch(at('w'), () => heard.push('w'));
    store.watch(at('w', 'deep'), () => heard.push('deep'));
    store.watch(at('stream'), () => heard.push('stream'));
    await set(store, at('w', 'x'), '');
    await set(store, at('ww'), '');
    await set(store, at('w', 'deep', 'y'), '');
    await write(store, { appends: [{ stream: at('stream'), value: bytes('') }] });
    await write(store, { adds: [{ key: at('w', 'n'), delta: 1n }] });
    await write(store, { deletes: [at('w', 'x')] });
    leave();
    leave();
    await set(store, at('w', 'x'), '');
    assert.deepEqual(heard.toSorted(), ['deep', 'stream', 'w', 'w', 'w', 'w']);
  });

  test('a watcher that reads finds what it was told of', async () => {
    await using suite = await open();
    const { store } = suite;
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    store.watch(at('w'), () => {
      store.get(at('w', 'x')).then(
        (entry) => resolve(text(entry?.value)),
        () => resolve('failed'),
      );
    });
    await set(store, at('w', 'x'), 'there');
    assert.equal(await promise, 'there');
  });

  test('closing lets waiting commits end, refuses later ones, and what was written is there afterwards', async () => {
    await using suite = await open();
    const { store } = suite;
    const waiting = Array.from({ length: 50 }, (_, n) => set(store, at('x', BigInt(n)), ''));
    const closing = store.close();
    await assert.rejects(set(store, at('late'), ''), { name: 'StoreUnavailableError' });
    await assert.rejects(store.get(at('x')), { name: 'StoreUnavailableError' });
    await Promise.all([...waiting, closing, store.close()]);
    const { entries } = await (await suite.reopen()).range({ prefix: at('x'), limit: 1_000 });
    assert.equal(entries.length, 50);
  });

  test('what was acknowledged is there after a crash', async () => {
    await using suite = await open();
    await Promise.all(Array.from({ length: 50 }, (_, n) => set(suite.store, at('x', BigInt(n)), '')));
    const { entries } = await (await suite.crash()).range({ prefix: at('x'), limit: 1_000 });
    assert.equal(entries.length, 50);
  });
}
