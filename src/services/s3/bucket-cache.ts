/**
 * Buckets held decoded in memory, each with what was compiled of its configurations, so that hot operations read no
 * bucket. Whoever changes a bucket's record drops it here before it answers; every write checks the record's version,
 * so that a stale one can never be written under.
 */
import type { Check, Store } from '../../storage/store.ts';
import { AccountSettings } from './account-settings.ts';
import { BUCKET_NAME_CHARS_MAX, CACHED_BUCKETS_MAX } from './limits.ts';
import { type BucketRecord, bucketRecord, type ConfigKind, configRecord, keys } from './store.ts';

type Reader = Pick<Store, 'get'>;

export class Bucket {
  readonly record: BucketRecord;
  /** For the commits of its writers. */
  readonly check: Check;
  /** What its owner says of all of its account's buckets. */
  readonly accounts: AccountSettings;
  readonly #store: Reader;
  /** By what they were compiled with. */
  readonly #configs = new Map<ConfigKind, Map<unknown, Promise<unknown>>>();

  constructor(record: BucketRecord, version: number, store: Reader, accounts: AccountSettings) {
    this.record = record;
    this.accounts = accounts;
    this.check = { key: keys.bucket(record.name), version };
    this.#store = store;
  }

  /** What `compile` makes of the configuration, made once; undefined where there is none. */
  config<Stored, Compiled>(
    kind: ConfigKind,
    compile: (stored: Stored) => Compiled,
  ): Promise<Compiled | undefined> | undefined {
    if (!this.record.configs.includes(kind)) return undefined;
    const made = this.#configs.get(kind) ?? new Map<unknown, Promise<unknown>>();
    const known = made.get(compile) as Promise<Compiled | undefined> | undefined;
    if (known) return known;
    const loading = this.#load(kind, compile);
    this.#configs.set(kind, made.set(compile, loading));
    // A failure is met by whoever waits for it, and not kept.
    loading.catch(() => made.delete(compile));
    return loading;
  }

  async #load<Stored, Compiled>(
    kind: ConfigKind,
    compile: (stored: Stored) => Compiled,
  ): Promise<Compiled | undefined> {
    const entry = await this.#store.get(keys.config(this.record, kind));
    return entry && compile(configRecord.decode(entry.value) as Stored);
  }
}

export class BucketCache {
  readonly accounts: AccountSettings;
  readonly #store: Reader;
  /** The first loaded first. */
  readonly #loaded = new Map<string, Bucket>();
  /** Grows with every drop, so that what was read before a change is not kept after it. */
  #drops = 0;

  constructor(store: Reader) {
    this.#store = store;
    this.accounts = new AccountSettings(store);
  }

  /** A promise only where the store has to be asked; undefined where there is no such bucket, or it is being deleted. */
  get(name: string): Bucket | undefined | Promise<Bucket | undefined> {
    return this.#loaded.get(name) ?? this.#load(name);
  }

  /** As far as it is in memory. */
  peek(name: string): Bucket | undefined {
    return this.#loaded.get(name);
  }

  drop(name: string): void {
    this.#drops++;
    this.#loaded.delete(name);
  }

  async #load(name: string): Promise<Bucket | undefined> {
    // No key of the store holds names of any length.
    if (name.length > BUCKET_NAME_CHARS_MAX) return undefined;
    const drops = this.#drops;
    const entry = await this.#store.get(keys.bucket(name));
    if (!entry) return undefined;
    const record = bucketRecord.decode(entry.value);
    if (record.state === 'deleting') return undefined;
    const bucket = new Bucket(record, entry.version, this.#store, this.accounts);
    if (drops === this.#drops) this.#keep(name, bucket);
    return bucket;
  }

  #keep(name: string, bucket: Bucket): void {
    this.#loaded.set(name, bucket);
    if (this.#loaded.size <= CACHED_BUCKETS_MAX) return;
    const oldest = this.#loaded.keys().next();
    if (!oldest.done) this.#loaded.delete(oldest.value);
  }
}
