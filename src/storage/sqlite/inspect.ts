/** For tools that look at a store's file, or copy it, also beside the process that writes it. They only read. */
import { open } from 'node:fs/promises';
import { backup, type DatabaseSync } from 'node:sqlite';
import { decodeKey } from '../key.ts';
import { type Key, keyName } from '../store.ts';
import { openForInspection } from './database.ts';
import { COPY_PAGES, INSPECT_ENTRIES, INTEGRITY_MESSAGES_MAX } from './limits.ts';
import type { Row } from './messages.ts';
import { Reads } from './read.ts';

export interface StoreVisitor {
  /** Each entry that is whole. */
  entry(key: Key, value: Uint8Array): void;
  /** What is not: one line. */
  damage(what: string): void;
}

/** SQLite's own check of the file, then every row against its checksum. Returns how many rows there are. */
export function inspectStore(file: string, visitor: StoreVisitor): number {
  let database: DatabaseSync;
  try {
    database = openForInspection(file);
  } catch (error) {
    visitor.damage((error as Error).message);
    return 0;
  }
  try {
    checkIntegrity(database, visitor);
    return walk(new Reads(database), visitor);
  } finally {
    database.close();
  }
}

/** A consistent copy as of one moment, in bounded steps. The writer goes on; its log cannot be cut meanwhile. */
export async function copyStore(file: string, target: string): Promise<void> {
  const database = openForInspection(file);
  try {
    // This read holds the moment: without it, each commit of the writer would begin the copy anew.
    database.exec('BEGIN');
    database.prepare('SELECT 1 FROM entries LIMIT 1').get();
    await backup(database, target, { rate: COPY_PAGES });
  } finally {
    database.close();
  }
  const copy = await open(target, 'r+');
  await copy.chmod(0o600);
  await copy.sync();
  await copy.close();
}

/** One entry as it stands now, whole or not; undefined where there is none. */
export function findRow(file: string, key: Uint8Array): Row | undefined {
  const database = openForInspection(file);
  try {
    return new Reads(database).get(key);
  } finally {
    database.close();
  }
}

function checkIntegrity(database: DatabaseSync, visitor: StoreVisitor): void {
  try {
    for (const row of database.prepare(`PRAGMA integrity_check(${INTEGRITY_MESSAGES_MAX})`).all()) {
      const message = String(Object.values(row)[0]);
      if (message !== 'ok') visitor.damage(message.replaceAll('\n', ' '));
    }
  } catch (error) {
    visitor.damage((error as Error).message);
  }
}

/** From the first key on; where a page cannot be read, also from the last back to it. */
function walk(reads: Reads, visitor: StoreVisitor): number {
  let count = 0;
  let lower: Uint8Array = new Uint8Array(0);
  let upper: Uint8Array = Uint8Array.of(0xff);
  // Row by row up to a page that cannot be read, once one was met.
  for (const [reverse, limit] of [
    [false, INSPECT_ENTRIES],
    [false, 1],
    [true, INSPECT_ENTRIES],
    [true, 1],
  ] as const) {
    try {
      for (let more = true; more; ) {
        const page = reads.range({ lower, upper, limit, reverse });
        for (const row of page.rows) visit(row, visitor);
        count += page.rows.length;
        more = page.more;
        const last = page.rows.at(-1)?.key;
        if (last && reverse) upper = last;
        else if (last) lower = Buffer.concat([last, Uint8Array.of(0)]);
      }
      return count;
    } catch (error) {
      if (!reverse && limit > 1) visitor.damage(`a page cannot be read: ${(error as Error).message}`);
    }
  }
  return count;
}

function visit({ key, version, value, damaged }: Row, visitor: StoreVisitor): void {
  let name: Key;
  try {
    name = decodeKey(key);
  } catch (error) {
    visitor.damage(`record with the key ${Buffer.from(key).toString('hex')}: ${(error as Error).message}`);
    return;
  }
  if (damaged) visitor.damage(`record ${keyName(name)} (version ${version}): its checksum does not confirm it`);
  else visitor.entry(name, value);
}
