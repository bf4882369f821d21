/**
 * The versions of one key, and what a commit writes to put a new one on top or to take one out. Whoever changes any of
 * them does it in a transaction on the key's object record, so that they follow one another.
 */
import type { Changes, Entry, Store } from '../../storage/store.ts';
import type { Garbage } from './garbage.ts';
import {
  type BucketRecord,
  isMarker,
  keys,
  nullVersionRecord,
  type ObjectRecord,
  objectRecord,
  type VersionRecord,
  versionRecord,
} from './store.ts';
import { NULL_VERSION, sequenceOf } from './version-ids.ts';

type Reader = Pick<Store, 'get' | 'getMany' | 'range'>;

/** What a commit writes, being put together. */
export class VersionChanges {
  readonly sets: NonNullable<Changes['sets']>[number][] = [];
  readonly deletes: NonNullable<Changes['deletes']>[number][] = [];
  readonly checks: NonNullable<Changes['checks']>[number][] = [];
  readonly #garbage: Garbage;
  readonly bucket: BucketRecord;
  readonly key: string;
  /** Bytes were dropped: collect the garbage once it is committed. */
  drops = false;

  constructor(bucket: BucketRecord, key: string, garbage: Garbage) {
    this.bucket = bucket;
    this.key = key;
    this.#garbage = garbage;
  }

  add({ sets = [], deletes = [], checks = [] }: Changes): void {
    this.sets.push(...sets);
    this.deletes.push(...deletes);
    this.checks.push(...checks);
  }

  get changes(): Changes {
    const { sets, deletes, checks } = this;
    return { sets, deletes, checks };
  }

  dropContent(record: VersionRecord): void {
    if (isMarker(record)) return;
    this.add(this.#garbage.dropping(this.bucket, record.content));
    this.drops ||= record.content.kind !== 'none' && record.content.kind !== 'inline';
  }

  setCurrent(record: ObjectRecord): void {
    this.sets.push({ key: keys.object(this.bucket, this.key), value: objectRecord.encode(record) });
  }

  /** Under `version`, where it is not there yet. */
  setAside(record: VersionRecord): void {
    const key = keys.version(this.bucket, this.key, record.sequence);
    this.sets.push({ key, value: versionRecord.encode(record) });
    this.checks.push({ key, version: null });
    if (record.versionId !== NULL_VERSION) return;
    const value = nullVersionRecord.encode({ sequence: record.sequence });
    this.sets.push({ key: keys.nullVersion(this.bucket, this.key), value });
  }

  takeOut({ record, entry }: AsideVersion): void {
    this.deletes.push(entry.key);
    this.checks.push({ key: entry.key, version: entry.version });
    if (record.versionId === NULL_VERSION) this.deletes.push(keys.nullVersion(this.bucket, this.key));
  }
}

export interface AsideVersion {
  readonly record: VersionRecord;
  readonly entry: Entry;
}

export function decodeCurrent(entry: Entry | undefined): ObjectRecord | undefined {
  return entry && objectRecord.decode(entry.value);
}

/** The new version goes on top; what it replaces is dropped or set aside. `make` gets its sequence. */
export async function putOnTop<Made extends VersionRecord>(
  store: Reader,
  changes: VersionChanges,
  current: ObjectRecord | undefined,
  make: (sequence: number) => Made,
): Promise<Made> {
  const { bucket, key } = changes;
  const newest = current ?? (bucket.versioning && (await newestAside(store, bucket, key))?.record);
  const made = make((newest?.sequence ?? 0) + 1);
  const replaces = made.versionId === NULL_VERSION;
  let nullWasCurrent = false;
  if (current) {
    nullWasCurrent = current.versionId === NULL_VERSION;
    if (replaces && nullWasCurrent) changes.dropContent(current);
    else changes.setAside(current);
  }
  if (replaces && bucket.versioning && !nullWasCurrent) {
    const old = await asideNull(store, bucket, key);
    if (old) {
      // Deletes the pointer; a null marker sets it anew below.
      changes.deletes.push(old.entry.key);
      changes.checks.push({ key: old.entry.key, version: old.entry.version });
      changes.dropContent(old.record);
      if (!isMarker(made)) changes.deletes.push(keys.nullVersion(bucket, key));
    }
  }
  if (!isMarker(made)) changes.setCurrent(made);
  else {
    if (current) changes.deletes.push(keys.object(bucket, key));
    changes.setAside(made);
  }
  return made;
}

/** What is newest once the current object, or the newest marker, is gone: an object becomes the current one again. */
export async function uncover(store: Reader, changes: VersionChanges, gone: AsideVersion | 'current'): Promise<void> {
  const { bucket, key } = changes;
  if (gone !== 'current') {
    changes.takeOut(gone);
    // Another process may have put one on top.
    changes.checks.push({ key: keys.version(bucket, key, gone.record.sequence + 1), version: null });
  }
  const next = await newestAside(store, bucket, key, gone === 'current' ? undefined : gone.entry);
  if (next && !isMarker(next.record)) {
    changes.takeOut(next);
    changes.setCurrent(next.record);
  } else if (gone === 'current') changes.deletes.push(keys.object(bucket, key));
}

/** The newest that is not the current object. */
export async function newestAside(
  store: Reader,
  bucket: BucketRecord,
  key: string,
  behind?: Entry,
): Promise<AsideVersion | undefined> {
  const after = behind && { after: behind.key };
  const { entries } = await store.range({ prefix: keys.versions(bucket, key), limit: 1, ...after });
  const [entry] = entries;
  return entry && { record: versionRecord.decode(entry.value), entry };
}

async function asideNull(store: Reader, bucket: BucketRecord, key: string): Promise<AsideVersion | undefined> {
  const pointer = await store.get(keys.nullVersion(bucket, key));
  if (!pointer) return undefined;
  return await asideAt(store, bucket, key, nullVersionRecord.decode(pointer.value).sequence);
}

async function asideAt(
  store: Reader,
  bucket: BucketRecord,
  key: string,
  sequence: number,
): Promise<AsideVersion | undefined> {
  const entry = await store.get(keys.version(bucket, key, sequence));
  return entry && { record: versionRecord.decode(entry.value), entry };
}

/** The version of this id that is not the current one. Throws InvalidArgument on what can be no id. */
export async function findAside(
  store: Reader,
  bucket: BucketRecord,
  key: string,
  versionId: string,
): Promise<AsideVersion | undefined> {
  if (versionId === NULL_VERSION) return await asideNull(store, bucket, key);
  const found = await asideAt(store, bucket, key, sequenceOf(versionId));
  return found?.record.versionId === versionId ? found : undefined;
}
