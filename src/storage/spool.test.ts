import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { systemClock } from '../kit/clock.ts';
import { silentLog } from '../kit/log.ts';
import { Consumer } from './spool/consumer.ts';
import { GATHERED_BYTES_MAX } from './spool/limits.ts';
import { openSpool, type Spool, type SpoolOptions } from './spool.ts';
import { StoreUnavailableError } from './store.ts';

interface Bench extends AsyncDisposable {
  readonly folder: string;
  open(options?: Partial<SpoolOptions>): Promise<Spool>;
}

async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-spool-'));
  const opened: Spool[] = [];
  return {
    folder,
    async open(options = {}) {
      const spool = await openSpool({ folder, clock: systemClock, log: silentLog, ...options });
      opened.push(spool);
      return spool;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((spool) => spool.close()));
      await rm(folder, { recursive: true });
    },
  };
}

interface Collected {
  readonly texts: string[];
  readonly marks: string[];
}

function collect(spool: Spool, kind = 'log'): Collected {
  const collected: Collected = { texts: [], marks: [] };
  spool.ingest(kind, async (entries) => {
    for (const { payload, mark } of entries) {
      collected.texts.push(Buffer.from(payload).toString());
      collected.marks.push(mark);
    }
  });
  return collected;
}

const append = (spool: Spool, text: string, kind = 'log'): void => spool.append(kind, Buffer.from(text));
const numbers = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, at) => `${from + at}`);
const segmentsIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith('.spool')).toSorted();

test('entries come in order, each kind to its own handler, with growing marks', async () => {
  await using bench = await openBench();
  const spool = await bench.open();
  const logs = collect(spool);
  const usage = collect(spool, 'usage');
  for (const text of numbers(0, 3_000)) append(spool, text, Number(text) % 3 === 0 ? 'usage' : 'log');
  await spool.drain();
  assert.deepEqual(
    logs.texts,
    numbers(0, 3_000).filter((text) => Number(text) % 3 > 0),
  );
  assert.equal(usage.texts.length, 1_000);
  assert.deepEqual(logs.marks, logs.marks.toSorted());
  assert.equal(new Set([...logs.marks, ...usage.marks]).size, 3_000);
});

test('what is appended in one turn is in the file when `written` resolves, by one write', async () => {
  await using bench = await openBench();
  const spool = await bench.open();
  assert.equal(spool.written(), undefined);
  append(spool, 'first', 'usage');
  append(spool, 'second');
  const file = path.join(bench.folder, (await segmentsIn(bench.folder))[0] ?? '');
  append(spool, 'third');
  const earlier = await readFile(file, 'latin1');
  assert.ok(earlier === '' || /first.*second/s.test(earlier), 'a turn is written as a whole');
  append(spool, 'fourth');
  await spool.written();
  assert.match(await readFile(file, 'latin1'), /first.*second.*third.*fourth/s);
  assert.equal(spool.written(), undefined);
});

test('more than a turn may gather is written at once', async () => {
  await using bench = await openBench();
  const spool = await bench.open();
  append(spool, 'x'.repeat(GATHERED_BYTES_MAX));
  assert.equal(spool.written(), undefined);
});

test('what was written is ingested without being asked for', async () => {
  await using bench = await openBench();
  const spool = await bench.open();
  const { promise, resolve } = Promise.withResolvers<string>();
  spool.ingest('log', async ([entry]) => resolve(Buffer.from(entry?.payload ?? []).toString()));
  append(spool, 'soon');
  const keepAlive = setTimeout(() => resolve('too late'), 10_000);
  assert.equal(await promise, 'soon');
  clearTimeout(keepAlive);
});

test('a new start goes on behind what was handled', async () => {
  await using bench = await openBench();
  const first = await bench.open();
  const before = collect(first);
  for (const text of numbers(0, 10)) append(first, text);
  await first.drain();
  for (const text of numbers(10, 20)) append(first, text);
  await first.close();
  const second = await bench.open();
  const after = collect(second);
  append(second, 'new');
  await second.drain();
  assert.deepEqual([...before.texts, ...after.texts], [...numbers(0, 20), 'new']);
  assert.ok((after.marks[0] ?? '') > (before.marks.at(-1) ?? ''));
});

test('a handler that throws gets the same entries again, and drain says what it threw', async () => {
  await using bench = await openBench();
  const spool = await bench.open();
  let calls = 0;
  spool.ingest('log', async (entries) => {
    assert.equal(entries.length, 2);
    if (++calls < 3) throw new Error('not now');
  });
  append(spool, 'a');
  append(spool, 'b');
  await assert.rejects(spool.drain(), /not now/);
  await assert.rejects(spool.drain(), /not now/);
  await spool.drain();
  assert.equal(calls, 3);
});

test('a handler that fails holds up no other kind', async () => {
  await using bench = await openBench();
  const spool = await bench.open();
  spool.ingest('broken', () => Promise.reject(new Error('never')));
  const logs = collect(spool);
  append(spool, 'x', 'broken');
  append(spool, 'y');
  await assert.rejects(spool.drain(), /never/);
  assert.deepEqual(logs.texts, ['y']);
});

test('an entry of which a part was written is left out, and what comes later is not harmed', async () => {
  await using bench = await openBench();
  const first = await bench.open();
  for (const text of numbers(0, 5)) append(first, text);
  await first.close();
  const [name = ''] = await segmentsIn(bench.folder);
  const file = path.join(bench.folder, name);
  await truncate(file, (await readFile(file)).length - 1);
  const second = await bench.open();
  append(second, 'later');
  await second.close();
  await appendFile(path.join(bench.folder, (await segmentsIn(bench.folder)).at(-1) ?? ''), 'garbage that is no entry');
  const third = await bench.open();
  append(third, 'last');
  const { texts, marks } = collect(third);
  await third.drain();
  assert.deepEqual(texts, ['0', '1', '2', '3', 'later', 'last']);
  assert.deepEqual(marks, marks.toSorted());
});

test('a spool that ends with a cut entry is drained before anything new is written', async () => {
  await using bench = await openBench();
  const first = await bench.open();
  for (const text of numbers(0, 3)) append(first, text);
  await first.close();
  const file = path.join(bench.folder, (await segmentsIn(bench.folder))[0] ?? '');
  await truncate(file, (await readFile(file)).length - 1);
  const second = await bench.open();
  const { texts } = collect(second);
  await second.drain();
  assert.deepEqual(texts, ['0', '1']);
});

test('segments are removed when every kind in them was handled', async () => {
  await using bench = await openBench();
  const spool = await bench.open({ segmentBytes: 1_000 });
  for (const text of numbers(0, 500)) {
    append(spool, text, Number(text) < 20 ? 'usage' : 'log');
    await spool.written();
  }
  const before = (await segmentsIn(bench.folder)).length;
  const logs = collect(spool);
  await spool.drain();
  assert.equal(logs.texts.length, 480);
  assert.equal((await segmentsIn(bench.folder)).length, 2);
  collect(spool, 'usage');
  await spool.drain();
  const left = await segmentsIn(bench.folder);
  assert.ok(before > 5);
  assert.equal(left.length, 1);
});

test('positions are not used again after everything was ingested and the positions file was lost', async () => {
  await using bench = await openBench();
  const first = await bench.open({ segmentBytes: 1_000 });
  const before = collect(first);
  for (const text of numbers(0, 200)) append(first, text);
  await first.drain();
  await first.close();
  await writeFile(path.join(bench.folder, 'positions.json'), '');
  for (let starts = 0; starts < 3; starts++) await (await bench.open()).close();
  const last = await bench.open();
  const after = collect(last);
  append(last, 'new');
  await last.drain();
  assert.equal(after.texts.at(-1), 'new');
  assert.ok((after.marks.at(-1) ?? '') > (before.marks.at(-1) ?? ''));
});

test('an entry larger than a batch is handled', async () => {
  await using bench = await openBench();
  const spool = await bench.open();
  const { texts } = collect(spool);
  append(spool, 'small');
  append(spool, 'x'.repeat(5 * 1024 * 1024));
  append(spool, 'small');
  await spool.drain();
  assert.deepEqual(
    texts.map((text) => text.length),
    [5, 5 * 1024 * 1024, 5],
  );
  assert.throws(() => spool.append('log', new Uint8Array(17 * 1024 * 1024)), RangeError);
});

test('past its bound the spool refuses, and takes entries again once some were ingested', async () => {
  await using bench = await openBench();
  const spool = await bench.open({ segmentBytes: 1_000, bytesMax: 5_000 });
  assert.throws(() => {
    for (;;) append(spool, 'x'.repeat(100));
  }, StoreUnavailableError);
  const { texts } = collect(spool);
  await spool.drain();
  append(spool, 'again');
  await spool.drain();
  assert.equal(texts.at(-1), 'again');
});

test('a closed spool says so', async () => {
  await using bench = await openBench();
  const spool = await bench.open();
  await spool.close();
  assert.throws(() => append(spool, 'x'), StoreUnavailableError);
  await assert.rejects(spool.drain(), StoreUnavailableError);
  await spool.close();
});

test('a segment that is written to and ended while it is being synced is synced again', async () => {
  await using bench = await openBench();
  const spool = await bench.open({ segmentBytes: 1_000 });
  const { texts } = collect(spool);
  append(spool, '1');
  const draining = spool.drain();
  for (const name of '2345') append(spool, name.repeat(400));
  await draining;
  await spool.drain();
  assert.equal(texts.map((text) => text[0]).join(''), '12345');
});

test('draining ends where nothing more can be handled', { timeout: 10_000 }, async () => {
  const consumer = new Consumer({
    kind: 'log',
    position: 0,
    handler: () => Promise.resolve(),
    next: () => Promise.resolve(undefined),
    onMoved: () => Promise.resolve(),
    clock: systemClock,
    log: silentLog,
  });
  await assert.rejects(consumer.reach(10), /could not be read up to its end/);
});
