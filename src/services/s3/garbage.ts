/**
 * Bytes that nothing refers to any more. The commit that drops a reference leaves word here, so that a crash leaves no
 * orphan; the bytes go when nobody reads them any more.
 */
import type { BlobId, Blobs } from '../../blob/blobs.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Log } from '../../kit/log.ts';
import { type Changes, type Entry, type Key, RecordDamagedError, type Store, wholeValue } from '../../storage/store.ts';
import { finishDeletion } from './bucket-deletion.ts';
import { GARBAGE_PAGE, GARBAGE_RETRY_MS } from './limits.ts';
import {
  type BucketPlace,
  type Content,
  type GarbageRecord,
  garbageRecord,
  keys,
  lastPart,
  partRecord,
  partsPageRecord,
  type PieceContent,
} from './store.ts';

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
    const what = content.kind === 'blob' ? { blobId: content.id } : { partsId: content.id };
    return this.noting({ accountId, region, bucketId: id, ...what });
  }

  /** What a commit writes so that this is collected. */
  noting(record: GarbageRecord): { readonly sets: NonNullable<Changes['sets']> } {
    return { sets: [{ key: keys.garbageEntry(this.#parts.ids.timeOrdered()), value: garbageRecord.encode(record) }] };
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
      if (!this.#closed) this.#failed(error);
    }
  }

  async #round(): Promise<void> {
    const { store } = this.#parts;
    for (let after: Key | undefined; !this.#closed; ) {
      const page = await store.range({ prefix: keys.garbage(), limit: GARBAGE_PAGE, ...(after && { after }) });
      const deletes: Key[] = [];
      for (const entry of page.entries) deletes.push(...(await this.#tryRemove(entry)));
      await this.#delete(deletes);
      if (!page.next) return;
      after = page.next;
    }
  }

  /** One that cannot be removed now keeps no others from being removed. */
  async #tryRemove(entry: Entry): Promise<readonly Key[]> {
    try {
      const value = this.#wholeOrNamed(entry);
      const gone = value ? await this.#remove(garbageRecord.decode(value)) : [];
      return gone ? [entry.key, ...gone] : [];
    } catch (error) {
      if (!this.#closed) this.#failed(error);
      return [];
    }
  }

  /** What the disk has damaged goes with the rest: only the bytes that it alone knew of stay. */
  #wholeOrNamed(entry: Entry): Uint8Array | undefined {
    const value = wholeValue(entry);
    if (!value) {
      const words =
        's3: a record of bytes that are no longer needed is damaged; what it alone knew of stays on the disk';
      this.#parts.log.error(words, new RecordDamagedError(entry.key));
    }
    return value;
  }

  #failed(error: unknown): void {
    this.#parts.log.error('s3: bytes that are no longer needed could not be removed', error);
    this.#cancelRetry?.();
    this.#cancelRetry = this.#parts.clock.after(GARBAGE_RETRY_MS, () => this.collect());
  }

  async #finishDeletion(bucket: BucketPlace & { readonly name: string }): Promise<readonly Key[]> {
    const { store, ids } = this.#parts;
    await finishDeletion(
      {
        store,
        transact: (own, decide) => store.transact(ids.uuid(), own, decide),
        noting: (noted) => this.noting(noted),
      },
      bucket,
    );
    this.#again = true;
    return [];
  }

  /** Which records go with it; undefined where something of it is being read. */
  async #remove(garbage: GarbageRecord): Promise<readonly Key[] | undefined> {
    const { accountId, region, bucketId: id } = garbage;
    const bucket = { accountId, region, id };
    if ('blobId' in garbage) {
      return this.#pins.has(garbage.blobId)
        ? undefined
        : await this.#removePiece(bucket, { kind: 'blob', id: garbage.blobId });
    }
    if ('partsId' in garbage)
      return this.#pins.has(garbage.partsId) ? undefined : await this.#removeParts(bucket, garbage.partsId);
    if ('closedBucket' in garbage) return await this.#finishDeletion({ ...bucket, name: garbage.closedBucket });
    if ('uploadId' in garbage) return await this.#removeUpload(bucket, garbage.uploadId, garbage.keptPartsId);
    return await this.#removeUploads(bucket);
  }

  async #removePiece(bucket: BucketPlace, content: PieceContent): Promise<readonly Key[]> {
    if (content.kind === 'none') return [];
    if (content.kind === 'inline') return [keys.body(bucket, content.id)];
    await this.#parts.blobs.delete(content.id);
    return [keys.blob(content.id)];
  }

  async #removeParts(bucket: BucketPlace, partsId: string): Promise<readonly Key[]> {
    await this.#eachPage(keys.partsPages(bucket, partsId), 1, async ([entry]) => {
      const deletes: Key[] = entry ? [entry.key] : [];
      const value = entry && this.#wholeOrNamed(entry);
      for (const { content } of value ? partsPageRecord.decode(value) : []) {
        deletes.push(...(await this.#removePiece(bucket, content)));
      }
      return deletes;
    });
    return [];
  }

  /** No part is put any more: each checks the upload's record, which is gone. */
  async #removeUpload(bucket: BucketPlace, uploadId: string, keptPartsId: string | undefined): Promise<readonly Key[]> {
    const kept = keptPartsId === undefined ? NOTHING : await this.#contentsOf(bucket, keptPartsId);
    await this.#eachPage(keys.uploadParts(bucket, uploadId), GARBAGE_PAGE, async (entries) => {
      const deletes: Key[] = [];
      for (const entry of entries) {
        deletes.push(entry.key);
        const value = this.#wholeOrNamed(entry);
        if (!value) continue;
        const { content } = partRecord.decode(value);
        if (content.kind === 'none' || kept.has(content.id)) continue;
        deletes.push(...(await this.#removePiece(bucket, content)));
      }
      return deletes;
    });
    return [];
  }

  /**
   * What the object has of an upload's parts. Where the object is gone already, its own garbage removed them: then each
   * is removed here once more, which does nothing.
   */
  async #contentsOf(bucket: BucketPlace, partsId: string): Promise<ReadonlySet<string>> {
    const ids = new Set<string>();
    for (let after: Key | undefined; ; ) {
      const prefix = keys.partsPages(bucket, partsId);
      const page = await this.#parts.store.range({ prefix, limit: GARBAGE_PAGE, ...(after && { after }) });
      for (const { value } of page.entries) {
        for (const { content } of partsPageRecord.decode(value)) if (content.kind !== 'none') ids.add(content.id);
      }
      if (!page.next) return ids;
      after = page.next;
    }
  }

  /** Each becomes garbage of its own. */
  async #removeUploads(bucket: BucketPlace): Promise<readonly Key[]> {
    await this.#eachPage(keys.completedUploads(bucket), GARBAGE_PAGE, (entries) =>
      Promise.resolve(entries.map(({ key }) => key)),
    );
    const { store, ids } = this.#parts;
    for (;;) {
      const { entries } = await store.range({ prefix: keys.uploads(bucket), limit: GARBAGE_PAGE });
      if (entries.length === 0) return [];
      const { accountId, region, id: bucketId } = bucket;
      const noted = entries.map(({ key }) => this.noting({ accountId, region, bucketId, uploadId: lastPart(key) }));
      const deletes = entries.map(({ key }) => key);
      await store.commit({ id: ids.uuid(), deletes, sets: noted.flatMap(({ sets }) => sets) });
      this.#again = true;
    }
  }

  /** Reads from the beginning each time: what was read is deleted. */
  async #eachPage(
    prefix: Key,
    limit: number,
    remove: (entries: readonly Entry[]) => Promise<readonly Key[]>,
  ): Promise<void> {
    while (!this.#closed) {
      const { entries } = await this.#parts.store.range({ prefix, limit });
      if (entries.length === 0) return;
      await this.#delete(await remove(entries));
    }
    throw new Error('The garbage is closed');
  }

  async #delete(deletes: readonly Key[]): Promise<void> {
    if (deletes.length > 0) await this.#parts.store.commit({ id: this.#parts.ids.uuid(), deletes });
  }
}

const NOTHING: ReadonlySet<string> = new Set();
