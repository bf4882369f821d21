/**
 * Writes a group of commits in one transaction with one fsync. Each commit is judged before anything of it is written,
 * and sees what those before it in the group wrote, so a failed one changes nothing and undoes no other.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { appendedKey } from '../key.ts';
import { type Batch, BatchReader } from './batch.ts';
import { type Outcome, RememberedCommits } from './remembered.ts';

/** What became of one commit. `part` is the number of the check or add that failed. */
export type Answer =
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | { readonly kind: 'conflict' | 'no-counter'; readonly part: number };

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
    this.#value = database.prepare('SELECT value FROM entries WHERE key = ?', lists);
    this.#put = database.prepare('INSERT OR REPLACE INTO entries (key, version, value) VALUES (?, ?, ?)');
    this.#delete = database.prepare('DELETE FROM entries WHERE key = ?');
    this.#next = database.prepare(
      'INSERT INTO streams VALUES (?, 1) ON CONFLICT (stream) DO UPDATE SET last = last + 1 RETURNING last',
      lists,
    );
  }

  /** Durable when it returns. Throws where the group failed as a whole: then nothing of it is there. */
  write(batches: readonly Batch[]): Answer[] {
    const answers: Answer[] = [];
    const before = this.#lastVersion;
    const nowMs = batches.at(-1)?.nowMs ?? 0;
    this.#begin.run();
    try {
      for (const batch of batches) {
        const reader = new BatchReader(batch);
        for (let count = 0; count < batch.commits; count++) answers.push(this.#commit(reader));
      }
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
    const failed = this.#failedCheck(reader);
    const deletes = list(reader, () => reader.key());
    const sets = list(reader, () => ({ key: reader.key(), value: reader.value() }));
    const adds = list(reader, () => ({ key: reader.key(), delta: reader.delta() }));
    const appends = list(reader, () => ({ stream: reader.key(), value: reader.value() }));
    const known = this.#remembered.find(id);
    if (known) return { kind: 'done', outcome: known };
    if (failed !== undefined) return { kind: 'conflict', part: failed };
    const counters: Write[] = [];
    for (const { key, delta } of adds) {
      const value = this.#added(key, delta);
      if (!value) return { kind: 'no-counter', part: counters.length };
      counters.push({ key, value });
    }
    const version = ++this.#lastVersion;
    for (const key of deletes) this.#delete.run(key);
    for (const { key, value } of sets) this.#put.run(key, version, value);
    for (const { key, value } of counters) this.#put.run(key, version, value);
    const outcome: Outcome = [version, ...appends.map(({ stream, value }) => this.#append(stream, value, version))];
    this.#remembered.add(id, outcome);
    return { kind: 'done', outcome };
  }

  /** Reads all checks; the number of the first that failed. */
  #failedCheck(reader: BatchReader): number | undefined {
    let failed: number | undefined;
    const checks = reader.count();
    for (let part = 0; part < checks; part++) {
      const key = reader.key();
      const version = reader.version();
      if (failed === undefined && first(this.#version.get(key)) !== version) failed = part;
    }
    return failed;
  }

  /** Undefined where the key holds no counter, or one that would overflow. */
  #added(key: Uint8Array, delta: bigint): Uint8Array | undefined {
    const value = first(this.#value.get(key));
    if (value !== undefined && !(value instanceof Uint8Array && value.length === 8)) return undefined;
    const sum = (value ? Buffer.from(value).readBigInt64BE() : 0n) + delta;
    if (BigInt.asIntN(64, sum) !== sum) return undefined;
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeBigInt64BE(sum);
    return bytes;
  }

  #append(stream: Uint8Array, value: Uint8Array, version: number): number {
    const number = Number(first(this.#next.get(stream)));
    this.#put.run(appendedKey(stream, number), version, value);
    return number;
  }
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
