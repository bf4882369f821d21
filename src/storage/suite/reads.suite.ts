/** Part of store.suite.ts: what was written is read, one by one and in ranges. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidKeyError } from '../key.ts';
import { ConflictError, type RangeRequest, type Store } from '../store.ts';
import { all, at, bytes, lastParts, SPACE, type SuiteStore, set, text, write } from './tools.suite.ts';

export function readsAndWrites(open: () => Promise<SuiteStore>): void {
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

  test('beside commits, a read finds what was acknowledged before it began, or something newer', async () => {
    await using suite = await open();
    const { store } = suite;
    const acknowledged = new Map(['a', 'b', 'c', 'd', 'e'].map((name) => [name, 0]));
    const writers = [...acknowledged.keys()].map(async (name) => {
      for (let number = 1; number <= 60; number++) {
        const sets = [{ key: at(name), value: bytes(name) }];
        const failing = write(store, { sets, checks: [{ key: at(name), version: 0 }] });
        const { version } = await write(store, { sets });
        acknowledged.set(name, version);
        await assert.rejects(failing, ConflictError);
        // Nothing is on its way to it now: a store that keeps what it read keeps this.
        assert.equal((await store.get(at(name)))?.version, version);
      }
      acknowledged.delete(name);
      return name;
    });
    await Promise.all([readUntilGone(store, acknowledged), ...writers]);
  });

  test('what a store lets go of is read again', async () => {
    await using suite = await open();
    await set(suite.store, at('a'), 'one');
    const before = await suite.store.get(at('a'));
    suite.store.trim();
    assert.deepEqual(await suite.store.get(at('a')), before);
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

export function ranges(open: () => Promise<SuiteStore>): void {
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

async function readUntilGone(store: Store, acknowledged: ReadonlyMap<string, number>): Promise<void> {
  do {
    await new Promise(setImmediate);
    const before = [...acknowledged];
    const keys = before.map(([name]) => at(name));
    const answers = [await Promise.all(keys.map((key) => store.get(key))), await store.getMany(keys)];
    for (const found of answers) {
      for (const [index, [name, version]] of before.entries()) {
        const seen = found[index]?.version ?? 0;
        assert.ok(seen >= version, `${name}: version ${seen} after ${version} was acknowledged`);
      }
    }
  } while (acknowledged.size > 0);
}
