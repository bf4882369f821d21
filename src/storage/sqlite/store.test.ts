import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { ManualClock, systemClock } from '../../kit/clock.ts';
import { silentLog } from '../../kit/log.ts';
import type { Store } from '../store.ts';
import { storeSuite } from '../store.suite.ts';
import type { SuiteStore } from '../suite/tools.suite.ts';
import { REMEMBERED_MS } from './limits.ts';
import { openSqliteStore, type SqliteStoreOptions } from './store.ts';

const fail = (error: Error): void => {
  throw error;
};

function openFile(file: string, options: Partial<SqliteStoreOptions> = {}): Promise<Store> {
  return openSqliteStore({ file, clock: systemClock, log: silentLog, onFatal: fail, ...options });
}

async function newFolder(): Promise<{ folder: string; file: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-store-'));
  const file = path.join(folder, 'state.sqlite');
  return { folder, file, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

async function openSuite(): Promise<SuiteStore> {
  const home = await newFolder();
  const stores = [await openFile(home.file)];
  let { file } = home;
  const add = async (opened: Promise<Store>): Promise<Store> => {
    const store = await opened;
    stores.push(store);
    return store;
  };
  return {
    store: stores[0] ?? (await openFile(file)),
    async reopen() {
      await stores.at(-1)?.close();
      return add(openFile(file));
    },
    /** What a killed process leaves: the files as they are, without anything that closing does. */
    async crash() {
      const copy = path.join(home.folder, `copy-${stores.length}.sqlite`);
      for (const suffix of ['', '-wal']) {
        if (existsSync(file + suffix)) await cp(file + suffix, copy + suffix);
      }
      file = copy;
      return add(openFile(file));
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(stores.map((store) => store.close()));
      await home[Symbol.asyncDispose]();
    },
  };
}

storeSuite('sqlite', openSuite);

const KEY = ['global', 'k'] as const;
const put = (store: Store, id: string): Promise<unknown> =>
  store.commit({ id, sets: [{ key: KEY, value: Buffer.from(id) }] });

test('a file of a newer format is refused with a message that says what to do, and is left alone', async () => {
  await using home = await newFolder();
  await (await openFile(home.file)).close();
  const database = new DatabaseSync(home.file);
  database.exec('PRAGMA user_version = 9');
  database.close();
  await assert.rejects(openFile(home.file), {
    name: 'StoreFormatError',
    message: `${home.file} was written by a newer Virga (storage format 9; this one knows 2). Use that Virga or a newer one`,
  });
});

test('a file that is none of ours is refused', async () => {
  await using home = await newFolder();
  const database = new DatabaseSync(home.file);
  database.exec('CREATE TABLE other (x)');
  database.close();
  await assert.rejects(openFile(home.file), { name: 'StoreFormatError', message: /none of Virga's/ });
  await writeFile(home.file, 'this is a text that is no database at all');
  await assert.rejects(openFile(home.file), { name: 'StoreDamagedError', message: /not a database/ });
});

test('a file of format 1, which had no checksums, is brought forward', async () => {
  await using home = await newFolder();
  const store = await openFile(home.file);
  await put(store, 'old');
  await store.close();
  const database = new DatabaseSync(home.file);
  database.exec('ALTER TABLE entries DROP COLUMN checksum; PRAGMA user_version = 1');
  database.close();
  const again = await openFile(home.file);
  assert.equal(Buffer.from((await again.get(KEY))?.value ?? []).toString(), 'old');
  await put(again, 'new');
  assert.equal(Buffer.from((await again.get(KEY))?.value ?? []).toString(), 'new');
  await again.close();
});

test('a commit id is remembered for its time', async () => {
  await using home = await newFolder();
  const clock = new ManualClock(1_000_000);
  const store = await openFile(home.file, { clock });
  await put(store, 'first');
  clock.advance(REMEMBERED_MS + 1);
  await put(store, 'second');
  await put(store, 'first');
  assert.equal(Buffer.from((await store.get(KEY))?.value ?? []).toString(), 'first');
  await store.close();
});

test('the write-ahead log stays bounded under load', async () => {
  await using home = await newFolder();
  const store = await openFile(home.file);
  const value = Buffer.alloc(64 * 1024, 'x');
  let largest = 0;
  for (let round = 0; round < 60; round++) {
    await Promise.all(
      Array.from({ length: 64 }, (_, at) =>
        store.commit({ id: `${round}-${at}`, sets: [{ key: ['global', BigInt(at)], value }] }),
      ),
    );
    largest = Math.max(largest, (await stat(`${home.file}-wal`)).size);
  }
  await store.close();
  assert.ok(largest < 160 * 1024 * 1024, `the log grew to ${largest} bytes of ${60 * 64 * value.length} written`);
});

test('its files are for their owner alone, whoever may look into the folder', async () => {
  await using home = await newFolder();
  await using closing = new AsyncDisposableStack();
  const store = await openFile(home.file);
  closing.defer(() => store.close());
  await store.commit({ id: 'a', sets: [{ key: ['system', 'a'], value: Buffer.from('a') }] });
  const modes = await Promise.all(
    ['', '-wal', '-shm', '.ballast'].map(async (suffix) => (await stat(home.file + suffix)).mode & 0o777),
  );
  assert.deepEqual(modes, [0o600, 0o600, 0o600, 0o600]);
});

test('a store that is closed leaves one file and its ballast', async () => {
  await using home = await newFolder();
  const store = await openFile(home.file);
  await put(store, 'x');
  await store.range({ prefix: ['global'], limit: 1_000 });
  await store.close();
  assert.deepEqual([existsSync(`${home.file}-wal`), existsSync(`${home.file}.ballast`)], [false, true]);
});
