/**
 * Brings what lies in a bucket into the new table: objects in the order of their keys, items in pieces that are one
 * commit each with the counts. A restart begins anew: the same items are put again, in the same order.
 */
import { keyText } from '../../../storage/key.ts';
import type { Entry, Key, Store } from '../../../storage/store.ts';
import type { Ids } from '../../../kit/ids.ts';
import { WireError } from '../../../wire/error.ts';
import { commitOf, withEntries } from '../items/changes.ts';
import { checkIndexKeys } from '../items/index-entries.ts';
import { type ItemKey, keyOfItem } from '../items/keys.ts';
import { StoredItem, storeItem } from '../items/stored.ts';
import type { ObjectStore } from '../object-store.ts';
import { type ImportCounts, type ImportRecord, importRecord } from '../store-transfers.ts';
import type { Table } from '../tables/table.ts';
import { checkItem, requireItemSize } from '../values/check-value.ts';
import { TransferFailedError, UnreadableObjectError } from './failure.ts';
import { itemsOf, type ReadItem } from './input-items.ts';
import { IMPORT_PIECE, IMPORT_PIECE_BYTES } from './limits.ts';

export interface ImportWork {
  readonly store: Store;
  readonly ids: Ids;
  readonly objects: ObjectStore;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  readonly made: ImportRecord;
  readonly table: Table;
  /** The import's own record, and what says that it goes on. */
  readonly key: Key;
  readonly jobKey: Key;
  /** Throws where the work is to stop. */
  readonly goOn: () => void;
}

interface Put {
  readonly key: ItemKey;
  readonly stored: StoredItem;
}

/** Resolves with the last counts. */
export async function importItems(work: ImportWork): Promise<ImportCounts> {
  const { objects, made, table, signal } = work;
  const bucket = { bucket: made.bucket, owner: made.bucketOwner };
  const importer = new Importer(work);
  let found = 0;
  let after: string | undefined;
  do {
    const page = await objects.list(bucket, made.prefix ?? '', after);
    for (const { key, modifiedAtMs, sizeBytes } of page.objects) {
      // What came later was not there when the caller's rights were asked for.
      if (modifiedAtMs > made.startedAtMs) continue;
      found++;
      // Consoles mark folders with empty objects, which are no gzip either.
      if (sizeBytes === 0) continue;
      const bytes = importer.counted(await objects.read(bucket, key, signal));
      await importer.takeAll(itemsOf(made, table, key, bytes));
    }
    after = page.last;
  } while (after !== undefined);
  if (found < made.objects) {
    throw new TransferFailedError('S3ObjectChanged', 'Objects were changed or deleted while they were imported');
  }
  await importer.flush();
  return importer.counts;
}

class Importer {
  readonly #work: ImportWork;
  #processedBytes = 0;
  #processed = 0;
  #imported = 0;
  #errors = 0;
  #pieceItems = 0;
  #pieceBytes = 0;
  /** Of one key, the last counts. */
  #piece = new Map<string, Put>();

  constructor(work: ImportWork) {
    this.#work = work;
  }

  get counts(): ImportCounts {
    return {
      processedBytes: this.#processedBytes,
      processed: this.#processed,
      imported: this.#imported,
      errors: this.#errors,
    };
  }

  async *counted(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      this.#work.goOn();
      this.#processedBytes += chunk.length;
      yield chunk;
    }
  }

  async takeAll(items: AsyncIterable<ReadItem>): Promise<void> {
    try {
      for await (const read of items) await this.#take(read);
    } catch (error) {
      if (!(error instanceof UnreadableObjectError)) throw error;
      this.#processed++;
      this.#errors++;
    }
  }

  async #take(read: ReadItem): Promise<void> {
    this.#processed++;
    this.#pieceItems++;
    const put = this.#put(read);
    if (put) {
      this.#imported++;
      this.#pieceBytes += put.stored.record.length;
      this.#piece.set(keyText(put.key.key), put);
    } else {
      this.#errors++;
    }
    if (this.#pieceItems >= IMPORT_PIECE || this.#pieceBytes >= IMPORT_PIECE_BYTES) await this.flush();
  }

  /** Undefined where it is no item of the table: that is counted, and the import goes on. */
  #put(read: ReadItem): Put | undefined {
    const { table } = this.#work;
    try {
      const item = read();
      const sizeBytes = checkItem(item);
      requireItemSize(sizeBytes);
      const key = keyOfItem(table, item);
      checkIndexKeys(table, item);
      return { key, stored: storeItem(item, sizeBytes) };
    } catch (error) {
      if (error instanceof WireError) return undefined;
      throw error;
    }
  }

  async flush(): Promise<void> {
    const { store, ids, key, jobKey, made, goOn } = this.#work;
    goOn();
    const puts = [...this.#piece.values()];
    const record = { key, value: importRecord.encode({ ...made, counts: this.counts }) };
    await store.transact(ids.uuid(), [jobKey, ...puts.map((put) => put.key.key)], ([job, ...entries]) => {
      if (!job) return { result: undefined };
      const commit = commitOf(this.#changes(puts, entries), this.#work.nowMs());
      return { changes: { ...commit, sets: [...(commit.sets ?? []), record] }, result: undefined };
    });
    this.#piece = new Map();
    [this.#pieceItems, this.#pieceBytes] = [0, 0];
  }

  #changes(puts: readonly Put[], entries: readonly (Entry | undefined)[]): ReturnType<typeof withEntries>[] {
    const { table } = this.#work;
    return puts.map(({ key, stored }, at) => {
      const there = entries[at];
      return withEntries({ table, key, before: there && new StoredItem(there.value), after: stored });
    });
  }
}
