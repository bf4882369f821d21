/** Reads on one read-only connection. No statement and no transaction is open when a call returns. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { PAGE_VALUE_BYTES_MAX } from '../limits.ts';
import { rowChecksum } from './checksum.ts';
import type { ReadRequest, Row, Rows } from './messages.ts';

export class Reads {
  readonly #database: DatabaseSync;
  readonly #get: StatementSync;
  #forward: StatementSync;
  #backward: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    const lists = { returnArrays: true };
    this.#get = database.prepare('SELECT version, value, checksum FROM entries WHERE key = ?', lists);
    [this.#forward, this.#backward] = rangeStatements(database);
  }

  get(key: Uint8Array): Row | undefined {
    const found: unknown = this.#get.get(key);
    if (!Array.isArray(found)) return undefined;
    const [version, value, checksum] = found as [number, Uint8Array, number | null];
    return rowOf(key, version, value, checksum);
  }

  /** All as of one moment. */
  getMany(keys: readonly Uint8Array[]): (Row | undefined)[] {
    if (keys.length < 2) return keys.map((key) => this.get(key));
    this.#database.exec('BEGIN');
    try {
      return keys.map((key) => this.get(key));
    } finally {
      this.#database.exec('COMMIT');
    }
  }

  range(request: ReadRequest): Rows {
    try {
      return this.#range(request);
    } catch (error) {
      // A statement that met a damaged page says so once more when it is next used: not to somebody else.
      [this.#forward, this.#backward] = rangeStatements(this.#database);
      throw error;
    }
  }

  #range({ lower, upper, limit, reverse }: ReadRequest): Rows {
    const rows: Row[] = [];
    let bytes = 0;
    // Leaving the loop resets the statement.
    for (const found of (reverse ? this.#backward : this.#forward).iterate(lower, upper, limit + 1)) {
      if (rows.length === limit || bytes >= PAGE_VALUE_BYTES_MAX) return { rows, more: true };
      // Rows come as lists, which the types do not know.
      const [key, version, value, checksum] = found as unknown as [Uint8Array, number, Uint8Array, number | null];
      const row = rowOf(key, version, value, checksum);
      rows.push(row);
      bytes += row.value.length;
    }
    return { rows, more: false };
  }

  close(): void {
    this.#database.close();
  }
}

function rangeStatements(database: DatabaseSync): [StatementSync, StatementSync] {
  const range = 'SELECT key, version, value, checksum FROM entries WHERE key >= ? AND key < ? ORDER BY key';
  const lists = { returnArrays: true };
  return [database.prepare(`${range} LIMIT ?`, lists), database.prepare(`${range} DESC LIMIT ?`, lists)];
}

function rowOf(key: Uint8Array, version: number, value: Uint8Array, checksum: number | null): Row {
  return { key, version, value, damaged: checksum !== null && checksum !== rowChecksum(key, version, value) };
}
