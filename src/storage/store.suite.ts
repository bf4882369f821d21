/** What every adapter of the Store holds: run it on each. The semantics in words are those of README.md. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { InvalidKeyError } from './key.ts';
import { checkAgainstModel } from './store-model.suite.ts';
import { type Commit, ConflictError, type Key, type Page, type RangeRequest, type Store } from './store.ts';

export interface SuiteStore extends AsyncDisposable {
  readonly store: Store;
  /** Closes it in order and opens what it left. */
  reopen(): Promise<Store>;
  /** Opens what it left without closing it, as after a crash. */
  crash(): Promise<Store>;
}

const SPACE: Key = ['global', 'suite'];
const at = (...parts: Key): Key => [...SPACE, ...parts];
const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (value: Uint8Array | undefined): string | undefined => value && Buffer.from(value).toString();
const counterOf = (value: Uint8Array | undefined): bigint => Buffer.from(value ?? []).readBigInt64BE();

function write(store: Store, changes: Omit<Commit, 'id'>): ReturnType<Store['commit']> {
  return store.commit({ id: randomUUID(), ...changes });
}

const set = (store: Store, key: Key, value: string): ReturnType<Store['commit']> =>
  write(store, { sets: [{ key, value: bytes(value) }] });

const lastParts = (page: Page): string[] => page.entries.map(({ key }) => String(key.at(-1)));

async function all(store: Store, request: RangeRequest): Promise<string[]> {
  const found: string[] = [];
  let page = await store.range(request);
  for (;;) {
    found.push(...lastParts(page));
    if (!page.next) return found;
    page = await store.range({ ...request, after: page.next });
  }
}

export function storeSuite(name: string, open: () => Promise<SuiteStore>): void {
  describe(`${name}: reads and writes`, () => readsAndWrites(open));
  describe(`${name}: ranges`, () => ranges(open));
  describe(`${name}: isolation`, () => isolation(open));
  describe(`${name}: order and counters`, () => orderAndCounters(open));
  describe(`${name}: unknown outcomes`, () => unknownOutcomes(open));
  describe(`${name}: watching and closing`, () => watchingAndClosing(open));
  test(`${name}: random operations behave as a simple model does`, () => checkAgainstModel(open));
}

function readsAndWrites(open: () => Promise<SuiteStore>): void {
  test('what was committed is read, with the version of its commit', async () => {
    await using suite = await open();
    const { store } = suite;
    assert.equal(await store.get(at('a')), undefined);
    const { version } = await set(store, at('a'), 'one');
    assert.deepEqual(await store.get(at('a')), { key: at('a'), value: new Uint8Array(bytes('one')), version });
    const second = await set(store, at('a'), 'two');
    assert.ok(second.version > version);
    assert.equal(text((await store.get(at('a')))?.value), 'two');
    await write(store, { deletes: [at('a')] });
    assert.equal(await store.get(at('a')), undefined);
  });

  test('an empty value is a value', async () => {
    await using suite = await open();
    await set(suite.store, at('empty'), '');
    assert.equal((await suite.store.get(at('empty')))?.value.length, 0);
  });

  test('getMany answers in the order of its keys, also for those that are missing or asked for twice', async () => {
    await using suite = await open();
    await write(suite.store, { sets: ['a', 'b'].map((name) => ({ key: at(name), value: bytes(name) })) });
    const found = await suite.store.getMany([at('b'), at('none'), at('a'), at('b')]);
    assert.deepEqual(
      found.map((entry) => text(entry?.value)),
      ['b', undefined, 'a', 'b'],
    );
    assert.deepEqual(await suite.store.getMany([]), []);
  });

  test('getMany sees a commit whole or not at all', async () => {
    await using suite = await open();
    const { store } = suite;
    const keys = [at('left'), at('right')];
    let writing = true;
    const writer = (async () => {
      for (let count = 0; count < 200; count++) {
        await write(store, { sets: keys.map((key) => ({ key, value: bytes(String(count)) })) });
      }
      writing = false;
    })();
    while (writing) {
      const [left, right] = await store.getMany(keys);
      assert.equal(left?.version, right?.version);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writer;
  });

  test('limits are errors that name them, and harm nothing beside', async () => {
    await using suite = await open();
    const { store } = suite;
    const beside = set(store, at('beside'), 'ok');
    await assert.rejects(set(store, at('x'.repeat(2_400)), ''), InvalidKeyError);
    await assert.rejects(store.get(['nowhere', 'x']), InvalidKeyError);
    await assert.rejects(
      write(store, { sets: [{ key: at('v'), value: new Uint8Array(4 * 1024 * 1024 + 1) }] }),
      /4194304 bytes/,
    );
    await assert.rejects(store.commit({ id: '', sets: [] }), /1 to 128 bytes/);
    await assert.rejects(store.commit({ id: 'x'.repeat(129), sets: [] }), /1 to 128 bytes/);
    await assert.rejects(
      write(store, { deletes: Array.from({ length: 10_001 }, (_, n) => at(BigInt(n))) }),
      /10000 parts/,
    );
    const large = new Uint8Array(4 * 1024 * 1024);
    const many = Array.from({ length: 4 }, (_, n) => ({ key: at(BigInt(n)), value: large }));
    await assert.rejects(write(store, { sets: many }), /16777216 bytes/);
    const twice = [at('k'), at('k')];
    await assert.rejects(write(store, { sets: twice.map((key) => ({ key, value: large })), deletes: [] }), /twice/);
    await assert.rejects(write(store, { sets: [{ key: at('k'), value: large }], deletes: [at('k')] }), /twice/);
    await assert.rejects(store.getMany(Array.from({ length: 1_001 }, () => at('k'))), /1000 keys/);
    for (const limit of [0, 1_001, 1.5]) await assert.rejects(store.range({ prefix: SPACE, limit }), /from 1 to 1000/);
    await beside;
    assert.deepEqual(await all(store, { prefix: SPACE, limit: 10 }), ['beside']);
  });
}

function ranges(open: () => Promise<SuiteStore>): void {
  const NAMES = ['a', 'b', 'c', 'd', 'e'];
  async function filled(): Promise<SuiteStore> {
    const suite = await open();
    const keys = [
      at('list'),
      ...NAMES.map((name) => at('list', name)),
      at('list', 'c', 'below'),
      at('lisu'),
      at('lis'),
    ];
    await write(suite.store, { sets: keys.map((key) => ({ key, value: bytes('') })) });
    return suite;
  }

  const PREFIX = { prefix: at('list') };
  const BETWEEN = { start: at('list', 'b'), end: at('list', 'd') };
  const CASES: readonly { readonly name: string; readonly request: RangeRequest; readonly found: string[] }[] = [
    {
      name: 'a prefix, without the key itself',
      request: { ...PREFIX, limit: 10 },
      found: ['a', 'b', 'c', 'below', 'd', 'e'],
    },
    {
      name: 'a prefix, backwards',
      request: { ...PREFIX, limit: 10, reverse: true },
      found: ['e', 'd', 'below', 'c', 'b', 'a'],
    },
    { name: 'from start to before end', request: { ...BETWEEN, limit: 10 }, found: ['b', 'c', 'below'] },
    { name: 'the same backwards', request: { ...BETWEEN, limit: 10, reverse: true }, found: ['below', 'c', 'b'] },
    { name: 'behind a key', request: { ...PREFIX, limit: 10, after: at('list', 'c') }, found: ['below', 'd', 'e'] },
    {
      name: 'behind a key that is not there',
      request: { ...PREFIX, limit: 10, after: at('list', 'cc') },
      found: ['d', 'e'],
    },
    {
      name: 'before a key, backwards',
      request: { ...PREFIX, limit: 10, reverse: true, after: at('list', 'c') },
      found: ['b', 'a'],
    },
    {
      name: 'behind a key before the range',
      request: { ...BETWEEN, limit: 10, after: at('list', 'a') },
      found: ['b', 'c', 'below'],
    },
    { name: 'behind a key past the range', request: { ...BETWEEN, limit: 10, after: at('list', 'e') }, found: [] },
    { name: 'an empty range', request: { start: at('list', 'd'), end: at('list', 'b'), limit: 10 }, found: [] },
    { name: 'a prefix with nothing below', request: { prefix: at('none'), limit: 10 }, found: [] },
  ];
  for (const { name, request, found } of CASES) {
    test(name, async () => {
      await using suite = await filled();
      const whole = await suite.store.range(request);
      assert.deepEqual(lastParts(whole), found);
      assert.equal(whole.next, undefined);
      assert.deepEqual(await all(suite.store, { ...request, limit: 1 }), found, 'one at a time');
      assert.deepEqual(await all(suite.store, { ...request, limit: 2 }), found, 'two at a time');
    });
  }

  test('a page that is just full says that nothing follows', async () => {
    await using suite = await filled();
    assert.equal((await suite.store.range({ ...PREFIX, limit: 6 })).next, undefined);
    assert.deepEqual((await suite.store.range({ ...PREFIX, limit: 5 })).next, at('list', 'd'));
  });

  test('long pages are those of short ones', async () => {
    await using suite = await open();
    const keys = Array.from({ length: 2_500 }, (_, n) => at('long', BigInt(n)));
    await write(suite.store, { sets: keys.map((key) => ({ key, value: bytes(String(key.at(-1))) })) });
    const request = { prefix: at('long') };
    const expected = keys.map((key) => String(key.at(-1)));
    assert.deepEqual(await all(suite.store, { ...request, limit: 1_000 }), expected);
    assert.deepEqual(await all(suite.store, { ...request, limit: 77 }), expected);
    assert.deepEqual(await all(suite.store, { ...request, limit: 1_000, reverse: true }), expected.toReversed());
    const page = await suite.store.range({ ...request, limit: 1_000 });
    for (const { key, value } of page.entries) assert.equal(text(value), String(key.at(-1)));
  });

  for (const limit of [10, 1_000]) {
    test(`a page ends past 4 MiB of values (limit ${limit})`, async () => {
      await using suite = await open();
      const value = Buffer.alloc(1024 * 1024, 'x');
      for (let n = 0; n < 7; n++) await write(suite.store, { sets: [{ key: at('big', BigInt(n)), value }] });
      const page = await suite.store.range({ prefix: at('big'), limit });
      assert.equal(page.entries.length, 4);
      assert.deepEqual(page.next, at('big', 3n));
      assert.deepEqual(await all(suite.store, { prefix: at('big'), limit }), ['0', '1', '2', '3', '4', '5', '6']);
    });
  }
}

function isolation(open: () => Promise<SuiteStore>): void {
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

function orderAndCounters(open: () => Promise<SuiteStore>): void {
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

function unknownOutcomes(open: () => Promise<SuiteStore>): void {
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

function watchingAndClosing(open: () => Promise<SuiteStore>): void {
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
