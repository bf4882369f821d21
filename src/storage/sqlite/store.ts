/**
 * The embedded Store: one SQLite file, one thread that writes it, reads here on the main thread. The semantics are
 * those of ../README.md.
 */
import type { Clock } from '../../kit/clock.ts';
import type { Log } from '../../kit/log.ts';
import { decodeKey, encodeBounds, encodeKey } from '../key.ts';
import { GET_MANY_MAX, PAGE_ENTRIES_MAX } from '../limits.ts';
import {
  type Commit,
  type CommitResult,
  type Entry,
  type Key,
  type Page,
  type RangeRequest,
  RecordDamagedError,
  type Store,
  StoreUnavailableError,
  type Transaction,
} from '../store.ts';
import { Transactor } from '../transact.ts';
import { Watchers } from '../watchers.ts';
import { Ballast } from './ballast.ts';
import { Checkpoints } from './checkpoints.ts';
import { openForReading } from './database.ts';
import { MAIN_THREAD_ROWS_MAX, READER_THREADS_DEFAULT } from './limits.ts';
import type { ReadRequest, Row, Rows } from './messages.ts';
import { Reads } from './read.ts';
import { Readers } from './readers.ts';
import { RowCache } from './row-cache.ts';
import { openWriter, type Writer } from './writer.ts';

export interface SqliteStoreOptions {
  /** Its folder exists and is held by lockFolder. */
  readonly file: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Called once when what is on disk is no longer certain (a failed fsync): log it and end the process. */
  readonly onFatal: (error: Error) => void;
  /** Threads for long pages; 0 reads them on the main thread. */
  readonly readers?: number;
  /** Only for the test that shows what syncing is for. */
  readonly unsafeNoSync?: boolean;
}

/** Throws StoreFormatError where the file was written by a newer Virga or by another program. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { file, clock, log, onFatal } = options;
  const ballast = new Ballast(file, clock, log);
  ballast.beforeOpening();
  const watchers = new Watchers(log);
  const checkpoints = new Checkpoints(file, log, () => writer.restartLog());
  const writer: Writer = await openWriter({
    options: { file, unsafeNoSync: options.unsafeNoSync ?? false },
    clock,
    onCommitted(commits, bytes) {
      checkpoints.wrote(bytes);
      watchers.notify(commits);
    },
    onFull: () => ballast.diskFull(),
    onFatal,
  });
  ballast.opened();
  const reads = new Reads(openForReading(file));
  const readers = new Readers(file, options.readers ?? READER_THREADS_DEFAULT, clock);
  return new SqliteStore({ writer, reads, readers, watchers, checkpoints, ballast });
}

interface Parts {
  readonly writer: Writer;
  readonly reads: Reads;
  readonly readers: Readers;
  readonly watchers: Watchers;
  readonly checkpoints: Checkpoints;
  readonly ballast: Ballast;
}

class SqliteStore implements Store {
  readonly #parts: Parts;
  readonly #transactor = new Transactor(this);
  readonly #cache = new RowCache();
  #closing: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async get(key: Key): Promise<Entry | undefined> {
    this.#assertOpen();
    const encoded = encodeKey(key);
    const row = this.#cache.get(encoded) ?? this.#found(this.#parts.reads.get(encoded));
    return row && entryOf(key, row);
  }

  async getMany(keys: readonly Key[]): Promise<readonly (Entry | undefined)[]> {
    this.#assertOpen();
    const [first] = keys;
    if (!first) return [];
    if (keys.length === 1) return [await this.get(first)];
    if (keys.length > GET_MANY_MAX) throw new RangeError(`getMany takes at most ${GET_MANY_MAX} keys`);
    const encoded = keys.map(encodeKey);
    // What is kept is as of now, as the rest will be: no commit on its way writes it.
    const kept = encoded.map((key) => this.#cache.get(key));
    const others = this.#parts.reads.getMany(encoded.filter((_, at) => !kept[at])).values();
    return keys.map((key, at) => {
      const row = kept[at] ?? this.#found(others.next().value);
      return row && entryOf(key, row);
    });
  }

  #found(row: Row | undefined): Row | undefined {
    if (row) this.#cache.found(row);
    return row;
  }

  async range(request: RangeRequest): Promise<Page> {
    this.#assertOpen();
    const { limit, reverse = false } = request;
    if (!Number.isInteger(limit) || limit < 1 || limit > PAGE_ENTRIES_MAX) {
      throw new RangeError(`The limit of a range is from 1 to ${PAGE_ENTRIES_MAX}, not ${limit}`);
    }
    const { lower, upper } = encodeBounds(request, request.after, reverse);
    const { rows, more } = await this.#rows({ lower, upper, limit, reverse });
    const entries = rows.map((row) => entryOf(decodeKey(row.key), row));
    const last = entries.at(-1);
    return more && last ? { entries, next: last.key } : { entries };
  }

  async commit(commit: Commit): Promise<CommitResult> {
    if (this.#parts.ballast.isDiskFull()) throw new StoreUnavailableError('The disk is full');
    const slots = this.#cache.writing(commit);
    try {
      return await this.#parts.writer.commit(commit);
    } finally {
      this.#cache.written(slots);
    }
  }

  transact<T>(
    id: string,
    keys: readonly Key[],
    decide: (entries: readonly (Entry | undefined)[]) => Transaction<T> | Promise<Transaction<T>>,
  ): Promise<T> {
    return this.#transactor.transact(id, keys, decide);
  }

  trim(): void {
    this.#cache.clear();
  }

  trouble(): string | undefined {
    if (this.#closing) return 'closed';
    return this.#parts.ballast.isDiskFull() ? 'the disk is full: changes are refused' : undefined;
  }

  watch(prefix: Key, onChange: () => void): () => void {
    return this.#parts.watchers.add(prefix, onChange);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** The writer last: closing its connection brings the log into the file. */
  async #close(): Promise<void> {
    const { writer, reads, readers, checkpoints, ballast } = this.#parts;
    writer.refuse('The store is closed');
    await Promise.all([readers.close(), checkpoints.close()]);
    reads.close();
    ballast.close();
    await writer.close();
  }

  #rows(request: ReadRequest): Rows | Promise<Rows> {
    return request.limit > MAIN_THREAD_ROWS_MAX && this.#parts.readers.any
      ? this.#parts.readers.range(request)
      : this.#parts.reads.range(request);
  }

  #assertOpen(): void {
    if (this.#closing) throw new StoreUnavailableError('The store is closed');
  }
}

/** A damaged one is listed with the others; only who asks for its value is refused. */
function entryOf(key: Key, { version, value, damaged }: Row): Entry {
  if (!damaged) return { key, value, version };
  return {
    key,
    version,
    get value(): Uint8Array {
      throw new RecordDamagedError(key);
    },
  };
}
