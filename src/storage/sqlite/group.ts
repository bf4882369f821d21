/**
 * Writes a group of commits in one transaction with one fsync. Each commit is judged before anything of it is written,
 * and sees what those before it in the group wrote, so a failed one changes nothing and undoes no other.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { appendedKey } from '../key.ts';
import { type Batch, BatchReader } from './batch.ts';
import { rowChecksum } from './checksum.ts';
import { type Outcome, RememberedCommits } from './remembered.ts';

/** What became of one commit. `part` is the number of the check or add that failed. */
export type Answer =
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | { readonly kind: 'conflict' | 'no-counter' | 'damaged-counter'; readonly part: number }
  /** A page of the file that it touches is damaged. */
  | { readonly kind: 'damaged-page'; readonly message: string };

const CORRUPT = 11;

interface Write {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

export class GroupWriter {
  readonly #database: DatabaseSync;
  readonly #remembered: RememberedCommits;
  readonly #begin: StatementSync;
  readonly #end: StatementSync;
  readonly #version: StatementSync;
  readonly #value: StatementSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #next: StatementSync;
  #lastVersion: number;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#remembered = new RememberedCommits(database);
    this.#lastVersion = this.#remembered.lastVersion;
    const lists = { returnArrays: true };
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#end = database.prepare('COMMIT');
    this.#version = database.prepare('SELECT version FROM entries WHERE key = ?', lists);
    this.#value = database.prepare('SELECT version, value, checksum FROM entries WHERE key = ?', lists);
    this.#put = database.prepare('INSERT OR REPLACE INTO entries (key, version, value, checksum) VALUES (?, ?, ?, ?)');
    this.#delete = database.prepare('DELETE FROM entries WHERE key = ?');
    this.#next = database.prepare(
      'INSERT INTO streams VALUES (?, 1) ON CONFLICT (stream) DO UPDATE SET last = last + 1 RETURNING last',
      lists,
    );
  }

  /** Durable when it returns. Throws where the group failed as a whole: then nothing of it is there. */
  write(batches: readonly Batch[]): Answer[] {
    const nowMs = batches.at(-1)?.nowMs ?? 0;
    try {
      return this.#transaction(nowMs, () =>
        batches.flatMap((batch) => readAll(batch, (reader) => this.#commit(reader))),
      );
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      // Rare: each for itself, so that only those which touch the damaged page are refused.
      return batches.flatMap((batch) => readAll(batch, (reader) => this.#commitAlone(reader, nowMs)));
    }
  }

  #commitAlone(reader: BatchReader, nowMs: number): Answer {
    try {
      const [answer] = this.#transaction(nowMs, () => [this.#commit(reader)]);
      if (answer) return answer;
      throw new Error('A commit has an answer');
    } catch (error) {
      // Some of the group are durable and others not: whoever hears 'failed' must not hear it of both.
      if (!isCorrupt(error)) throw new Error('A damaged file could not be written', { cause: error });
      return { kind: 'damaged-page', message: (error as Error).message };
    }
  }

  #transaction(nowMs: number, write: () => Answer[]): Answer[] {
    const before = this.#lastVersion;
    this.#begin.run();
    try {
      const answers = write();
      const wrote = this.#lastVersion > before;
      if (wrote) this.#remembered.write(this.#lastVersion, nowMs);
      this.#end.run();
      if (wrote) this.#remembered.keep(this.#lastVersion, nowMs);
      return answers;
    } catch (error) {
      this.#lastVersion = before;
      this.#remembered.drop();
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #commit(reader: BatchReader): Answer {
    const id = reader.id();
    const checks = list(reader, () => ({ key: reader.key(), version: reader.version() }));
    const deletes = list(reader, () => reader.key());
    const sets = list(reader, () => ({ key: reader.key(), value: reader.value() }));
    const adds = list(reader, () => ({ key: reader.key(), delta: reader.delta() }));
    const appends = list(reader, () => ({ stream: reader.key(), value: reader.value() }));
    const known = this.#remembered.find(id);
    if (known) return { kind: 'done', outcome: known };
    const failed = checks.findIndex(({ key, version }) => first(this.#version.get(key)) !== version);
    if (failed >= 0) return { kind: 'conflict', part: failed };
    const counters: Write[] = [];
    for (const { key, delta } of adds) {
      const value = this.#added(key, delta);
      if (typeof value === 'string') return { kind: value, part: counters.length };
      counters.push({ key, value });
    }
    const version = ++this.#lastVersion;
    for (const key of deletes) this.#delete.run(key);
    for (const { key, value } of sets) this.#write(key, version, value);
    for (const { key, value } of counters) this.#write(key, version, value);
    const outcome: Outcome = [version, ...appends.map(({ stream, value }) => this.#append(stream, value, version))];
    this.#remembered.add(id, outcome);
    return { kind: 'done', outcome };
  }

  /** 'no-counter' also where it would overflow. */
  #added(key: Uint8Array, delta: bigint): Uint8Array | 'no-counter' | 'damaged-counter' {
    const row: unknown = this.#value.get(key);
    const [version, value, checksum] = Array.isArray(row) ? (row as [number, Uint8Array, number | null]) : [];
    if (version !== undefined && value && checksum !== null && checksum !== rowChecksum(key, version, value)) {
      return 'damaged-counter';
    }
    if (value !== undefined && value.length !== 8) return 'no-counter';
    const sum = (value ? Buffer.from(value).readBigInt64BE() : 0n) + delta;
    if (BigInt.asIntN(64, sum) !== sum) return 'no-counter';
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeBigInt64BE(sum);
    return bytes;
  }

  #append(stream: Uint8Array, value: Uint8Array, version: number): number {
    const number = Number(first(this.#next.get(stream)));
    this.#write(appendedKey(stream, number), version, value);
    return number;
  }

  #write(key: Uint8Array, version: number, value: Uint8Array): void {
    this.#put.run(key, version, value, rowChecksum(key, version, value));
  }
}

function readAll(batch: Batch, read: (reader: BatchReader) => Answer): Answer[] {
  const reader = new BatchReader(batch);
  return Array.from({ length: batch.commits }, () => read(reader));
}

function isCorrupt(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === CORRUPT;
}

function list<T>(reader: BatchReader, read: () => T): T[] {
  const items: T[] = [];
  for (let left = reader.count(); left > 0; left--) items.push(read());
  return items;
}

/** The first column; rows come as lists, which the types do not know. */
function first(row: unknown): unknown {
  return Array.isArray(row) ? row[0] : undefined;
}
