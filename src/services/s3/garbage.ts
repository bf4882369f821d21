/**
 * Bytes that nothing refers to any more. The commit that drops a reference leaves word here, so that a crash leaves no
 * orphan; the bytes go when nobody reads them any more.
 */
import type { BlobId, Blobs } from '../../blob/blobs.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Log } from '../../kit/log.ts';
import type { Changes, Entry, Key, Store } from '../../storage/store.ts';
import { GARBAGE_PAGE, GARBAGE_RETRY_MS } from './limits.ts';
import { type BucketPlace, type Content, garbageRecord, keys } from './store.ts';

export interface GarbageParts {
  readonly store: Store;
  readonly blobs: Pick<Blobs, 'delete'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export class Garbage {
  readonly #parts: GarbageParts;
  /** Blobs that are being read, and by how many. */
  readonly #pins = new Map<BlobId, number>();
  #running: Promise<void> | undefined;
  #again = false;
  #closed = false;
  #cancelRetry: (() => void) | undefined;

  constructor(parts: GarbageParts) {
    this.#parts = parts;
  }

  /** What a commit that drops the reference writes. Call `collect` once it is there. */
  dropping({ accountId, region, id }: BucketPlace, content: Content): Pick<Changes, 'sets' | 'deletes'> {
    if (content.kind === 'none') return {};
    if (content.kind === 'inline') return { deletes: [keys.body({ accountId, region, id }, content.id)] };
    const value = garbageRecord.encode({ accountId, region, bucketId: id, blobId: content.id });
    return { sets: [{ key: keys.garbageEntry(this.#parts.ids.timeOrdered()), value }] };
  }

  /** The blob stays until the returned function was called. */
  pin(id: BlobId): () => void {
    this.#pins.set(id, (this.#pins.get(id) ?? 0) + 1);
    let pinned = true;
    return () => {
      if (!pinned) return;
      pinned = false;
      const left = (this.#pins.get(id) ?? 1) - 1;
      if (left > 0) this.#pins.set(id, left);
      else this.#pins.delete(id);
      if (left === 0) this.collect();
    };
  }

  /** In the background. */
  collect(): void {
    if (this.#closed) return;
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#again) this.collect();
    });
  }

  /** Resolves when nothing is being collected. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    this.#again = false;
    try {
      await this.#round();
    } catch (error) {
      if (this.#closed) return;
      this.#parts.log.error('s3: bytes that are no longer needed could not be removed', error);
      this.#cancelRetry?.();
      this.#cancelRetry = this.#parts.clock.after(GARBAGE_RETRY_MS, () => this.collect());
    }
  }

  async #round(): Promise<void> {
    const { store, ids } = this.#parts;
    for (let after: Key | undefined; !this.#closed; ) {
      const page = await store.range({ prefix: keys.garbage(), limit: GARBAGE_PAGE, ...(after && { after }) });
      const deletes: Key[] = [];
      for (const entry of page.entries) deletes.push(...(await this.#remove(entry)));
      if (deletes.length > 0) await store.commit({ id: ids.uuid(), deletes });
      if (!page.next) return;
      after = page.next;
    }
  }

  /** Which records go with it; none where it is being read. */
  async #remove({ key, value }: Entry): Promise<readonly Key[]> {
    const { blobId } = garbageRecord.decode(value);
    if (this.#pins.has(blobId)) return [];
    await this.#parts.blobs.delete(blobId);
    return [key, keys.blob(blobId)];
  }
}
