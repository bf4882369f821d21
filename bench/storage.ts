/**
 * Durable commits of 512 unique bytes under a random key, at 1, 16 and 256 writers, each beside an append-only log that
 * groups its writers in the same way (the upper bound), and a bare fdatasync of 512 bytes: interleaved, on a store that
 * already holds some entries.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, fdatasync, fdatasyncSync, openSync, write, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../src/kit/clock.ts';
import { silentLog } from '../src/kit/log.ts';
import { openSqliteStore } from '../src/storage/sqlite/store.ts';
import { spread } from './table.ts';

const ROUNDS = 3;
const WRITERS = [1, 16, 256] as const;
const MEASURE_MS = 1_500;
const WARM_UP_MS = 200;
const VALUE_BYTES = 512;
/** Entries before the first measurement: with none, few pages are written and the figures flatter. */
const PRELOADED = 100_000;
const PRELOAD_GROUP = 1_000;
const FDATASYNCS = 200;

interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Part {
  readonly name: string;
  readonly measure: () => Promise<Measured>;
  readonly rounds: Measured[];
}

export async function run(print: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-bench-storage-'));
  const store = await openSqliteStore({
    file: path.join(folder, 'store'),
    clock: systemClock,
    log: silentLog,
    onFatal,
  });
  const log = new GroupedLog(path.join(folder, 'log'));
  const newKey = (): [string, string, Uint8Array] => ['global', 'bench', randomBytes(16)];
  const newSet = (): { key: [string, string, Uint8Array]; value: Uint8Array } => ({
    key: newKey(),
    value: randomBytes(VALUE_BYTES),
  });
  for (let count = 0; count < PRELOADED; count += PRELOAD_GROUP) {
    await store.commit({ id: randomUUID(), sets: Array.from({ length: PRELOAD_GROUP }, newSet) });
  }
  const commit = (): Promise<unknown> => store.commit({ id: randomUUID(), sets: [newSet()] });
  const append = (): Promise<void> => log.append(randomBytes(VALUE_BYTES));
  const parts: Part[] = [
    { name: 'bare fdatasync', measure: () => bareSyncs(path.join(folder, 'bare')), rounds: [] },
    ...WRITERS.flatMap((writers) => [
      { name: `store, ${writers} at once`, measure: () => load(writers, commit), rounds: [] },
      { name: `log, ${writers} at once`, measure: () => load(writers, append), rounds: [] },
    ]),
  ];
  for (let round = 0; round < ROUNDS; round++) {
    for (const part of parts) part.rounds.push(await part.measure());
  }
  print(
    `Durable commits of ${VALUE_BYTES} unique bytes, random keys, ${PRELOADED.toLocaleString('en')} entries before;`,
  );
  print(`${ROUNDS} rounds, interleaved: median (minimum to maximum)`);
  print('');
  print(row(['', 'a second', 'p50 ms', 'p99 ms']));
  for (const { name, rounds } of parts) {
    print(
      row([
        name,
        spread(
          rounds.map(({ perSecond }) => perSecond),
          0,
        ),
        spread(rounds.map(({ p50Ms }) => p50Ms)),
        spread(rounds.map(({ p99Ms }) => p99Ms)),
      ]),
    );
  }
  log.close();
  await store.close();
  await rm(folder, { recursive: true });
}

function onFatal(error: Error): never {
  throw error;
}

/** An append-only file whose writers share writes and syncs: what comes while one sync runs waits for the next. */
class GroupedLog {
  readonly #file: number;
  #waiting: { bytes: Uint8Array; resolve: () => void; reject: (error: unknown) => void }[] = [];
  #running = false;

  constructor(file: string) {
    this.#file = openSync(file, 'w');
  }

  append(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ bytes, resolve, reject });
      if (!this.#running) this.#writeAll().catch(reject);
    });
  }

  close(): void {
    closeSync(this.#file);
  }

  async #writeAll(): Promise<void> {
    this.#running = true;
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      await promisify(write)(this.#file, Buffer.concat(group.map(({ bytes }) => bytes)));
      await promisify(fdatasync)(this.#file);
      for (const { resolve } of group) resolve();
    }
    this.#running = false;
  }
}

async function bareSyncs(name: string): Promise<Measured> {
  const file = openSync(name, 'w');
  const bytes = randomBytes(VALUE_BYTES);
  const took: number[] = [];
  const started = performance.now();
  for (let count = 0; count < FDATASYNCS; count++) {
    const from = performance.now();
    writeSync(file, bytes);
    fdatasyncSync(file);
    took.push(performance.now() - from);
  }
  closeSync(file);
  return measured(took, performance.now() - started);
}

/** Each writer does one after another. */
async function load(writers: number, work: () => Promise<unknown>): Promise<Measured> {
  const took: number[] = [];
  const started = performance.now() + WARM_UP_MS;
  const end = started + MEASURE_MS;
  const writer = async (): Promise<void> => {
    for (let from = performance.now(); from < end; from = performance.now()) {
      await work();
      if (from >= started) took.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  return measured(took, performance.now() - started);
}

function measured(tookMs: number[], totalMs: number): Measured {
  tookMs.sort((a, b) => a - b);
  const at = (share: number): number => tookMs[Math.floor(tookMs.length * share)] ?? Number.NaN;
  return { perSecond: (tookMs.length * 1_000) / totalMs, p50Ms: at(0.5), p99Ms: at(0.99) };
}

function row(cells: readonly string[]): string {
  return cells.map((cell, at) => (at === 0 ? cell.padEnd(20) : cell.padStart(28))).join('');
}
