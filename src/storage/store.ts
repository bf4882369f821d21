/**
 * The one storage interface: an ordered transactional key-value store. Every adapter passes store.suite.ts; the
 * semantics are those of docs/ARCHITECTURE.md, "Storage".
 */

import { UnavailableError } from '../kit/unavailable.ts';
import { UserError } from '../kit/user-error.ts';

/** Strings, bytes and 64-bit integers; byte order of the encoding is tuple order. Integers decode as bigint. */
export type KeyPart = string | Uint8Array | bigint;

/** The first element is a space: `system`, `global`, `account` or `regional`. At most 2,400 bytes encoded. */
export type Key = readonly KeyPart[];

/** The number of the commit that wrote a value; grows over the whole store. */
export type Version = number;

export interface Entry {
  readonly key: Key;
  /** Throws RecordDamagedError where it is not what was written. */
  readonly value: Uint8Array;
  readonly version: Version;
}

/** Half-open [start, end) or everything below a prefix; both exclude the prefix key itself. */
export type RangeBounds = { readonly prefix: Key } | { readonly start: Key; readonly end: Key };

export type RangeRequest = RangeBounds & {
  /** 1 to 1,000; a page also ends past 4 MiB of values. */
  readonly limit: number;
  readonly reverse?: boolean;
  /** Continue behind this key (as `Page.next` gave it). */
  readonly after?: Key;
};

export interface Page {
  readonly entries: readonly Entry[];
  /** Present where more may follow: pass it as `after`. */
  readonly next?: Key;
}

export interface Check {
  readonly key: Key;
  /** The version that was seen, or null where the key was absent. */
  readonly version: Version | null;
}

export interface Append {
  readonly stream: Key;
  readonly value: Uint8Array;
}

export interface Commit {
  /** Remembered in the same transaction: committing the same id again answers as the first did, and changes nothing. */
  readonly id: string;
  readonly checks?: readonly Check[];
  readonly sets?: readonly { readonly key: Key; readonly value: Uint8Array }[];
  readonly deletes?: readonly Key[];
  /** Adds to a signed 64-bit counter (8 bytes, big-endian; absent counts as 0) without reading it first. */
  readonly adds?: readonly { readonly key: Key; readonly delta: bigint }[];
  /** Each becomes an entry at [...stream, number], numbers growing by 1 from 1 in commit order. */
  readonly appends?: readonly Append[];
}

export interface CommitResult {
  readonly version: Version;
  /** The numbers that the appends got, in their order. */
  readonly appended: readonly bigint[];
}

/** What a commit writes, without its id and the checks that `transact` adds by itself. */
export type Changes = Omit<Commit, 'id'>;

export interface Transaction<T> {
  readonly changes?: Changes;
  readonly result: T;
}

export interface Store {
  get(key: Key): Promise<Entry | undefined>;
  /** At most 1,000 keys; answers in their order. */
  getMany(keys: readonly Key[]): Promise<readonly (Entry | undefined)[]>;
  range(request: RangeRequest): Promise<Page>;
  /** Resolves when durable. Throws ConflictError where a check failed; nothing of the commit is then there. */
  commit(commit: Commit): Promise<CommitResult>;
  /**
   * Reads `keys`, calls `decide` with their entries in order, and commits what it returns with a check on each key.
   * One after another per key inside the process; a conflict from outside is retried a bounded number of times.
   * What `decide` throws is passed on and nothing is written.
   */
  transact<T>(
    id: string,
    keys: readonly Key[],
    decide: (entries: readonly (Entry | undefined)[]) => Transaction<T> | Promise<Transaction<T>>,
  ): Promise<T>;
  /** A hint that something under `prefix` was committed; may be missed, so also poll slowly. Returns the unsubscriber. */
  watch(prefix: Key, onChange: () => void): () => void;
  /** Lets go of memory that only makes reads faster: nobody asks just now. */
  trim(): void;
  /** Why it takes no changes now; undefined where it does. */
  trouble(): string | undefined;
  close(): Promise<void>;
}

export class ConflictError extends Error {
  override readonly name = 'ConflictError';
  readonly key: Key;
  constructor(key: Key) {
    super('A checked key was changed meanwhile');
    this.key = key;
  }
}

/** What lies under the key was changed by something that is not the store: flipped bits. `./virga check` lists it. */
export class RecordDamagedError extends UserError {
  override readonly name = 'RecordDamagedError';
  readonly key: Key;
  constructor(key: Key) {
    super(`The stored record ${keyName(key)} is damaged: ./virga check lists what is, a backup brings it back`);
    this.key = key;
  }
}

/** Undefined where it is damaged: for work that goes on without it. */
export function wholeValue(entry: Entry): Uint8Array | undefined {
  try {
    return entry.value;
  } catch (error) {
    if (error instanceof RecordDamagedError) return undefined;
    throw error;
  }
}

/** For people: the parts of a key, bytes as hexadecimal digits. */
export function keyName(key: Key): string {
  return key.map((part) => (part instanceof Uint8Array ? Buffer.from(part).toString('hex') : String(part))).join('/');
}

/** The store cannot take writes now (disk full, closing); reads go on. */
export class StoreUnavailableError extends UnavailableError {
  override readonly name = 'StoreUnavailableError';
}
