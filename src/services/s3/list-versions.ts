/** Walks over all versions of a bucket's keys, the newest of each first: current objects and what lies behind them. */
import type { Entry, Key, Store } from '../../storage/store.ts';
import { LIST_KEYS_MAX } from './limits.ts';
import { commonPrefixOf, cutToKey, type KeyQuery, limitOf, startOf } from './list-keys.ts';
import { type BucketRecord, keys, objectRecord, type VersionRecord, versionRecord } from './store.ts';
import { behind, behindPrefix, compareUtf8 } from './utf8-order.ts';

export interface VersionQuery extends KeyQuery {
  /** With `after`, a key: begins behind this version of it. */
  readonly afterSequence: number | undefined;
}

export interface VersionPage {
  readonly versions: readonly ListedVersion[];
  readonly commonPrefixes: readonly string[];
  /** Where more follows: the last of the page. */
  readonly last: { readonly key: string; readonly versionId?: string } | undefined;
}

export interface ListedVersion {
  readonly key: string;
  readonly record: VersionRecord;
  readonly isLatest: boolean;
}

export async function listVersions(
  store: Pick<Store, 'range'>,
  bucket: BucketRecord,
  query: VersionQuery,
): Promise<VersionPage> {
  const versions: ListedVersion[] = [];
  const commonPrefixes: string[] = [];
  const walk = new Walk(store, bucket, query);
  let last: VersionPage['last'];
  for (let next = await walk.next(); next && query.maxKeys > 0; next = await walk.next()) {
    if (versions.length + commonPrefixes.length === query.maxKeys) return { versions, commonPrefixes, last };
    const rolled = commonPrefixOf(next.key, query);
    if (rolled === undefined) {
      versions.push(next);
      last = { key: next.key, versionId: next.record.versionId };
    } else {
      commonPrefixes.push(rolled);
      last = { key: rolled };
      walk.passOver(rolled);
    }
  }
  return { versions, commonPrefixes, last: undefined };
}

/** Current objects and other versions, merged by key. */
class Walk {
  readonly #objects: Cursor;
  readonly #others: Cursor;
  readonly #bucket: BucketRecord;
  /** The key of which the newest was given, here or on an earlier page. */
  #begun: string | undefined;

  constructor(store: Pick<Store, 'range'>, bucket: BucketRecord, query: VersionQuery) {
    const { afterSequence, maxKeys } = query;
    const after = query.after === undefined ? undefined : cutToKey(query.after);
    const limit = Math.min(maxKeys + 1, LIST_KEYS_MAX);
    const resumes = after !== undefined && afterSequence !== undefined;
    const from = resumes ? behind(after) : startOf(query);
    const end = limitOf(query);
    this.#bucket = bucket;
    this.#begun = resumes ? after : undefined;
    this.#objects = new Cursor(
      store,
      limit,
      from === undefined ? undefined : keys.object(bucket, from),
      keys.objectsEnd(bucket, end),
    );
    const others = resumes ? keys.versionsBehind(bucket, after, afterSequence) : keys.versions(bucket, from ?? '');
    this.#others = new Cursor(store, limit, from === undefined ? undefined : others, keys.versionsEnd(bucket, end));
  }

  async next(): Promise<ListedVersion | undefined> {
    const [object, other] = [await this.#objects.peek(), await this.#others.peek()];
    const objectKey = object && String(object.key.at(-1));
    const otherKey = other && String(other.key.at(-2));
    if (object && objectKey !== undefined && (otherKey === undefined || compareUtf8(objectKey, otherKey) <= 0)) {
      this.#objects.advance();
      this.#begun = objectKey;
      return { key: objectKey, record: objectRecord.decode(object.value), isLatest: true };
    }
    if (!other || otherKey === undefined) return undefined;
    this.#others.advance();
    const isLatest = otherKey !== this.#begun;
    this.#begun = otherKey;
    return { key: otherKey, record: versionRecord.decode(other.value), isLatest };
  }

  passOver(prefix: string): void {
    const from = behindPrefix(prefix);
    this.#objects.seek(from === undefined ? undefined : keys.object(this.#bucket, from));
    this.#others.seek(from === undefined ? undefined : keys.versions(this.#bucket, from));
  }
}

/** One entry after the other, read by pages. */
class Cursor {
  readonly #store: Pick<Store, 'range'>;
  readonly #end: Key;
  readonly #limit: number;
  #entries: readonly Entry[] = [];
  #at = 0;
  /** Of the next page; undefined where there is none. */
  #start: Key | undefined;
  #after: Key | undefined;

  constructor(store: Pick<Store, 'range'>, limit: number, start: Key | undefined, end: Key) {
    this.#store = store;
    this.#limit = limit;
    this.#start = start;
    this.#end = end;
  }

  async peek(): Promise<Entry | undefined> {
    while (this.#at === this.#entries.length) {
      if (!this.#start) return undefined;
      const after = this.#after && { after: this.#after };
      const page = await this.#store.range({ start: this.#start, end: this.#end, limit: this.#limit, ...after });
      this.#entries = page.entries;
      this.#at = 0;
      this.#after = page.next;
      if (!page.next) this.#start = undefined;
    }
    return this.#entries[this.#at];
  }

  advance(): void {
    this.#at++;
  }

  seek(start: Key | undefined): void {
    this.#entries = [];
    this.#at = 0;
    this.#after = undefined;
    this.#start = start;
  }
}
