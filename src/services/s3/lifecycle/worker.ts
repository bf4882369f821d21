/**
 * Does what the lifecycle rules of buckets say, from time to time. Each object is looked at again under its own
 * transaction before anything is changed, so that a sweep may be cut at any point, and repeated.
 */
import type { Clock } from '../../../kit/clock.ts';
import type { Ids } from '../../../kit/ids.ts';
import type { Log } from '../../../kit/log.ts';
import {
  ConflictError,
  type Entry,
  type Key,
  RecordDamagedError,
  type Store,
  wholeValue,
} from '../../../storage/store.ts';
import type { Bucket } from '../bucket-cache.ts';
import { LIFECYCLE_FIRST_MS, LIFECYCLE_INTERVAL_MS, LIFECYCLE_PAGE } from '../limits.ts';
import type { S3Parts } from '../parts.ts';
import { bucketRecord, isMarker, keys, lastPart, objectRecord, uploadRecord, versionRecord } from '../store.ts';
import { expireCurrent, expireMarker, expireNoncurrent, type Sweeping, transition } from './changes.ts';
import { lifecycleOf } from './expiration.ts';
import { abortOf, expiryOf, type Lifecycle, markerIsDue, noncurrentIsDue, transitionOf } from './rules.ts';

export interface LifecycleOptions {
  readonly parts: S3Parts;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export class LifecycleWorker {
  readonly #options: LifecycleOptions;
  #cancel: () => void = () => undefined;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(options: LifecycleOptions) {
    this.#options = options;
  }

  start(): void {
    this.#schedule(LIFECYCLE_FIRST_MS);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#running;
  }

  /** All buckets once; what fails is logged and left to the next time. */
  async sweep(): Promise<void> {
    const { store, log, parts } = this.#options;
    for await (const { key } of this.#entries(keys.buckets(), ({ value }) => hasLifecycle(value))) {
      try {
        const bucket = await parts.buckets.get(lastPart(key));
        const lifecycle = bucket && (await lifecycleOf(bucket));
        if (lifecycle) await this.#sweepBucket(bucket, lifecycle);
      } catch (error) {
        if (this.#closed || store.trouble() !== undefined) return;
        log.error('s3: the lifecycle rules of a bucket were not carried out', error, { bucket: lastPart(key) });
      }
    }
  }

  #schedule(delayMs: number): void {
    if (this.#closed) return;
    this.#cancel = this.#options.clock.after(delayMs, () => {
      this.#running = this.sweep()
        .catch((error: unknown) => this.#options.log.error('s3: the lifecycle worker failed', error))
        .then(() => this.#schedule(LIFECYCLE_INTERVAL_MS));
    });
  }

  async #sweepBucket(bucket: Bucket, lifecycle: Lifecycle): Promise<void> {
    const { record } = bucket;
    const nowMs = this.#options.clock.nowMs();
    const sweeping: Sweeping = { ...this.#options, bucketId: record.id, bucketName: record.name };
    if (record.versioning) await this.#sweepVersions(sweeping, bucket, lifecycle, nowMs);
    for await (const { key: at, value } of this.#entries(keys.objects(record))) {
      const [key, object] = [lastPart(at), objectRecord.decode(value)];
      const expiry = expiryOf(lifecycle, key, object);
      if (expiry && expiry.atMs <= nowMs) await expireCurrent(sweeping, key, object);
      else {
        const storageClass = transitionOf(lifecycle, key, object, nowMs);
        if (storageClass !== undefined) await transition(sweeping, key, object, storageClass);
      }
    }
    for await (const { key: at, value, version } of this.#entries(keys.uploads(record))) {
      const { initiatedAtMs } = uploadRecord.decode(value);
      const due = abortOf(lifecycle, String(at.at(-2)), initiatedAtMs);
      if (due && due.atMs <= nowMs) await this.#abort(bucket, at, version);
    }
  }

  /** Those that are not the newest object of their key: the newest first, key by key. */
  async #sweepVersions(sweeping: Sweeping, bucket: Bucket, lifecycle: Lifecycle, nowMs: number): Promise<void> {
    const { store } = this.#options;
    let of: { readonly key: string; readonly isWhole: boolean; newerMs: number | undefined; newer: number } | undefined;
    for await (const { key: at, value } of this.#entries(keys.versionsOfBucket(bucket.record))) {
      const key = String(at.at(-2));
      const version = versionRecord.decode(value);
      if (of?.key !== key) {
        const current = await store.get(keys.object(bucket.record, key));
        const isWhole = !current || this.#isWhole(current);
        of = { key, isWhole, newerMs: current && isWhole ? modifiedAtMsOf(current) : undefined, newer: 0 };
      }
      // It is not known since when they are not the newest.
      if (!of.isWhole) continue;
      if (of.newerMs === undefined) {
        // The newest of its key, and a marker: it goes once nothing is left below it.
        if (isMarker(version) && markerIsDue(lifecycle, key, version.modifiedAtMs, nowMs)) {
          await expireMarker(sweeping, key, version);
        }
      } else {
        const object = isMarker(version) ? undefined : version;
        if (noncurrentIsDue(lifecycle, key, object, of.newerMs, of.newer, nowMs)) {
          await expireNoncurrent(sweeping, key, version);
        }
        of.newer++;
      }
      of.newerMs = version.modifiedAtMs;
    }
  }

  async #abort({ record }: Bucket, key: Key, version: number): Promise<void> {
    const { parts, store, ids } = this.#options;
    const { accountId, region, id: bucketId } = record;
    const { sets } = parts.garbage.noting({ accountId, region, bucketId, uploadId: lastPart(key) });
    try {
      await store.commit({ id: ids.uuid(), checks: [{ key, version }], deletes: [key], sets });
    } catch (error) {
      // Somebody works on it: the next time.
      if (!(error instanceof ConflictError)) throw error;
    }
    parts.garbage.collect();
  }

  /** In pages, each as of one moment. One that is damaged keeps no other from its turn. */
  async *#entries(prefix: Key, wanted: (entry: Entry) => boolean = () => true): AsyncGenerator<Entry> {
    let after: Key | undefined;
    while (!this.#closed) {
      const page = await this.#options.store.range({ prefix, limit: LIFECYCLE_PAGE, ...(after && { after }) });
      for (const entry of page.entries) if (!this.#closed && this.#isWhole(entry) && wanted(entry)) yield entry;
      if (!page.next) return;
      after = page.next;
    }
  }

  #isWhole(entry: Entry): boolean {
    if (wholeValue(entry)) return true;
    this.#options.log.error('s3: lifecycle rules leave out what is damaged', new RecordDamagedError(entry.key));
    return false;
  }
}

function hasLifecycle(value: Uint8Array): boolean {
  return bucketRecord.decode(value).configs.includes('lifecycle');
}

function modifiedAtMsOf({ value }: Entry): number {
  return objectRecord.decode(value).modifiedAtMs;
}
