/**
 * Reads one index (of a group or of a stream) in either direction as a row of entries, a bounded page at a time. It
 * tells before each entry how far the rest of it still reaches, so that several can be merged.
 */
import type { Key, Store } from '../../../storage/store.ts';
import { BLOCK_SPAN_MAX_MS, INDEX_PAGE } from '../limits.ts';
import { decodeIndexEntry, type IndexEntry, indexKey } from '../store.ts';

export interface TimeRange {
  /** Included. */
  readonly fromMs: number;
  /** Excluded. */
  readonly toMs: number;
}

export class IndexReader {
  readonly #telemetry: Store;
  readonly #index: Key;
  readonly #range: TimeRange;
  readonly #reverse: boolean;
  #entries: readonly IndexEntry[] = [];
  #at = 0;
  #next: Key | undefined;
  #started = false;

  constructor(telemetry: Store, index: Key, range: TimeRange, reverse: boolean) {
    this.#telemetry = telemetry;
    this.#index = index;
    this.#range = range;
    this.#reverse = reverse;
  }

  /** The next entry that may hold events of the range, without taking it; undefined at the end. */
  async peek(): Promise<IndexEntry | undefined> {
    for (;;) {
      const entry = this.#entries[this.#at];
      if (entry) {
        if (entry.lastMs >= this.#range.fromMs) return entry;
        this.#at++;
      } else if (this.#started && !this.#next) {
        return undefined;
      } else {
        await this.#read();
      }
    }
  }

  /** The one that peek() gave. */
  take(): void {
    this.#at++;
  }

  async #read(): Promise<void> {
    const start = indexKey(this.#index, Math.max(0, this.#range.fromMs - BLOCK_SPAN_MAX_MS));
    const end = indexKey(this.#index, this.#range.toMs);
    const after = this.#next;
    const page = await this.#telemetry.range({
      start,
      end,
      limit: INDEX_PAGE,
      reverse: this.#reverse,
      ...(after && { after }),
    });
    this.#started = true;
    this.#next = page.next;
    this.#at = 0;
    this.#entries = page.entries.map((entry) => decodeIndexEntry(entry.key, entry.value));
  }
}
