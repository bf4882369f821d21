/**
 * The ids of recent commits and what they were answered: on disk one row for each group, in the writer's memory a map.
 * What is older than REMEMBERED_MS or beyond REMEMBERED_MAX is forgotten, the oldest first.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { FORGET_EVERY_GROUPS, REMEMBERED_MAX, REMEMBERED_MS } from './limits.ts';

/** The version, then the numbers of its appends. */
export type Outcome = readonly [version: number, ...appended: number[]];

interface Row {
  readonly version: number;
  readonly atMs: number;
  readonly ids: readonly string[];
}

export class RememberedCommits {
  readonly #outcomes = new Map<string, Outcome>();
  readonly #rows: Row[] = [];
  readonly #insert: StatementSync;
  readonly #forget: StatementSync;
  /** Of the group that is being written. */
  #group = new Map<string, Outcome>();
  #groups = 0;

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare('INSERT INTO commits (version, at_ms, ids) VALUES (?, ?, ?)');
    this.#forget = database.prepare('DELETE FROM commits WHERE version < ?');
    for (const row of database.prepare('SELECT version, at_ms, ids FROM commits ORDER BY version').all()) {
      const group = new Map(JSON.parse(String(row['ids'])) as [string, Outcome][]);
      this.#take(Number(row['version']), Number(row['at_ms']), group);
    }
  }

  /** The version of the last commit; versions go on from there. */
  get lastVersion(): number {
    return this.#rows.at(-1)?.version ?? 0;
  }

  find(id: string): Outcome | undefined {
    return this.#group.get(id) ?? this.#outcomes.get(id);
  }

  add(id: string, outcome: Outcome): void {
    this.#group.set(id, outcome);
  }

  /** To be called inside the group's transaction. */
  write(version: number, nowMs: number): void {
    this.#insert.run(version, nowMs, JSON.stringify([...this.#group]));
    if (++this.#groups % FORGET_EVERY_GROUPS !== 0) return;
    const first = this.#rows[this.#forgettable(nowMs)];
    if (first) this.#forget.run(first.version);
  }

  /** The transaction is durable. */
  keep(version: number, nowMs: number): void {
    this.#take(version, nowMs, this.#group);
    this.#group = new Map();
    for (const { ids } of this.#rows.splice(0, this.#forgettable(nowMs))) {
      for (const id of ids) this.#outcomes.delete(id);
    }
  }

  /** The transaction was undone. */
  drop(): void {
    this.#group = new Map();
  }

  #take(version: number, atMs: number, group: ReadonlyMap<string, Outcome>): void {
    for (const [id, outcome] of group) this.#outcomes.set(id, outcome);
    this.#rows.push({ version, atMs, ids: [...group.keys()] });
  }

  /** How many of the oldest rows to forget; never the last, which holds the version. */
  #forgettable(nowMs: number): number {
    let count = 0;
    let left = this.#outcomes.size;
    while (count < this.#rows.length - 1) {
      const row = this.#rows[count];
      if (!row || (left <= REMEMBERED_MAX && row.atMs > nowMs - REMEMBERED_MS)) break;
      left -= row.ids.length;
      count++;
    }
    return count;
  }
}
