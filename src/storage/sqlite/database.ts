/** Opens the database file: its tables, its format, and the connections that each thread has. */
import { closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { UserError } from '../../kit/user-error.ts';
import { BUSY_TIMEOUT_MS, READER_CACHE_KIB, WAL_BYTES_MAX, WRITER_CACHE_KIB } from './limits.ts';

/** "VRGA": what `file` and SQLite's tools show this database to be. */
const APPLICATION_ID = 0x56524741;
/** Raise it with every change that an older Virga would misread, and bring older files here in `openForWriting`. */
const FORMAT = 2;

export class StoreFormatError extends UserError {
  override readonly name = 'StoreFormatError';
}

/** It is no whole database any more: garbage, cut off, or its first pages are damaged. */
export class StoreDamagedError extends UserError {
  override readonly name = 'StoreDamagedError';
  constructor(file: string, why: string) {
    super(`${file} is damaged (${why}): bring the data directory back from a backup with ./virga restore`);
  }
}

export interface WriteOptions {
  readonly file: string;
  /** For the test that shows that syncing is what keeps the promise. */
  readonly unsafeNoSync?: boolean;
}

/** Creates the file where it is missing. Throws StoreFormatError on one that this program must not touch. */
export function openForWriting({ file, unsafeNoSync }: WriteOptions): DatabaseSync {
  // For its owner alone, whoever may look into the folder; SQLite gives its log and index the same mode.
  closeSync(openSync(file, 'a', 0o600));
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    const isNew = checkFormat(database, file);
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = ${unsafeNoSync ? 'OFF' : 'FULL'};
      PRAGMA wal_autocheckpoint = 0;
      PRAGMA journal_size_limit = ${WAL_BYTES_MAX};
      PRAGMA cache_size = -${WRITER_CACHE_KIB};
    `);
    if (isNew) create(database);
    else migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

export function openForReading(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  database.exec(`PRAGMA cache_size = -${READER_CACHE_KIB}`);
  return database;
}

/** For tools: reads a file of this format, or of one that this program can bring forward. Throws StoreFormatError. */
export function openForInspection(file: string): DatabaseSync {
  if (!existsSync(file)) throw new StoreFormatError(`${file} is missing`);
  const database = openForReading(file);
  try {
    if (checkFormat(database, file)) throw new StoreFormatError(`${file} is empty`);
    if (pragmaNumber(database, 'user_version') !== FORMAT) {
      throw new StoreFormatError(`${file} has an older format: start ./virga up on it once, which brings it forward`);
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

export function openForCheckpoints(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  database.exec(`PRAGMA synchronous = FULL; PRAGMA journal_size_limit = ${WAL_BYTES_MAX}`);
  return database;
}

export function pragmaNumber(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}

/** True where there is nothing in the file yet. */
function checkFormat(database: DatabaseSync, file: string): boolean {
  const application = pragmaNumber(database, 'application_id');
  const format = pragmaNumber(database, 'user_version');
  const isNew = application === 0 && format === 0 && pragmaNumber(database, 'schema_version') === 0;
  if (isNew) return true;
  if (application !== APPLICATION_ID) throw new StoreFormatError(`${file} is a database, but none of Virga's`);
  if (format > FORMAT) {
    throw new StoreFormatError(
      `${file} was written by a newer Virga (storage format ${format}; this one knows ${FORMAT}). Use that Virga or a newer one`,
    );
  }
  return false;
}

/** Format 1 had no checksums: its rows keep null, which is not checked, until they are written again. */
function migrate(database: DatabaseSync): void {
  if (pragmaNumber(database, 'user_version') === FORMAT) return;
  database.exec(`
    BEGIN IMMEDIATE;
    ALTER TABLE entries ADD COLUMN checksum INTEGER;
    PRAGMA user_version = ${FORMAT};
    COMMIT;
  `);
}

/** `commits` remembers a group's ids in one row: an index by id would cost the writer one page for each commit. */
function create(database: DatabaseSync): void {
  database.exec(`
    BEGIN IMMEDIATE;
    CREATE TABLE entries (key BLOB PRIMARY KEY, version INTEGER NOT NULL, value BLOB NOT NULL, checksum INTEGER) WITHOUT ROWID, STRICT;
    CREATE TABLE streams (stream BLOB PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID, STRICT;
    CREATE TABLE commits (version INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, ids TEXT NOT NULL) STRICT;
    PRAGMA application_id = ${APPLICATION_ID};
    PRAGMA user_version = ${FORMAT};
    COMMIT;
  `);
}
