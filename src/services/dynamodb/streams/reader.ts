/** Reads the streams of tables: for DynamoDB Streams, to which main.ts hands it. */
import { type Key, type Store, wholeValue } from '../../../storage/store.ts';
import type { Place } from '../store.ts';
import { decodeChange, streamKeys, type StreamRecord, streamRecord, trimRecord } from '../store-streams.ts';
import { itemOfJson } from '../values/item-json.ts';
import type { Item } from '../values/value.ts';
import { STREAM_PAGE_BYTES } from './limits.ts';

/** A change as a reader gets it. */
export interface ReadChange {
  /** From 1, in the order of commits. */
  readonly number: bigint;
  readonly event: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly atMs: number;
  readonly sizeBytes: number;
  readonly byService: boolean;
  readonly keys: Item;
  readonly oldImage: Item | undefined;
  readonly newImage: Item | undefined;
}

export class StreamReader {
  readonly #store: Pick<Store, 'get' | 'range'>;

  constructor(store: Pick<Store, 'get' | 'range'>) {
    this.#store = store;
  }

  /** By table name, then from the oldest; also of tables that are gone. */
  async list(
    place: Place,
    { tableName, after, limit }: { readonly tableName?: string; readonly after?: Named; readonly limit: number },
  ): Promise<{ readonly streams: readonly StreamRecord[]; readonly more: boolean }> {
    const prefix = tableName === undefined ? streamKeys.ofPlace(place) : streamKeys.ofTable(place, tableName);
    const from = after && streamKeys.one(place, after.tableName, after.label);
    const page = await this.#store.range({ prefix, limit, ...(from && { after: from }) });
    return { streams: page.entries.map(({ value }) => streamRecord.decode(value)), more: page.next !== undefined };
  }

  async find(place: Place, { tableName, label }: Named): Promise<StreamRecord | undefined> {
    const entry = await this.#store.get(streamKeys.one(place, tableName, label));
    return entry && streamRecord.decode(entry.value);
  }

  /** The number of the oldest change that is still there, and the one that the next to come will have. */
  async bounds(stream: StreamRecord): Promise<{ readonly first: bigint; readonly next: bigint }> {
    const prefix = streamKeys.changes(stream);
    const [oldest, newest, trimmed] = await Promise.all([
      this.#store.range({ prefix, limit: 1 }),
      this.#store.range({ prefix, limit: 1, reverse: true }),
      this.#store.get(streamKeys.trim({ ...stream, id: stream.tableId }, stream.label)),
    ]);
    const after = trimmed ? BigInt(trimRecord.decode(trimmed.value).upTo) + 1n : 1n;
    const [first, last] = [numberOf(oldest.entries[0]?.key), numberOf(newest.entries[0]?.key)];
    return { first: first ?? after, next: last === undefined ? after : last + 1n };
  }

  /** Up to 1 MiB, from a number on, and up to one that is damaged. Throws RecordDamagedError where that is the first. */
  async read(stream: StreamRecord, from: bigint, limit: number): Promise<readonly ReadChange[]> {
    const prefix = streamKeys.changes(stream);
    const page = await this.#store.range({ prefix, after: [...prefix, from - 1n], limit });
    const changes: ReadChange[] = [];
    let bytes = 0;
    for (const entry of page.entries) {
      const value = changes.length > 0 ? wholeValue(entry) : entry.value;
      if (!value) break;
      bytes += value.length;
      if (bytes > STREAM_PAGE_BYTES && changes.length > 0) break;
      changes.push(changeOf(numberOf(entry.key) ?? 0n, value));
    }
    return changes;
  }
}

interface Named {
  readonly tableName: string;
  readonly label: string;
}

export function numberOf(key: Key | undefined): bigint | undefined {
  const number = key?.at(-1);
  return typeof number === 'bigint' ? number : undefined;
}

function changeOf(number: bigint, value: Uint8Array): ReadChange {
  const { event, atMs, sizeBytes, byService = false, keys, oldImage, newImage } = decodeChange(value);
  return {
    number,
    event,
    atMs,
    sizeBytes,
    byService,
    keys: itemOfJson(keys),
    oldImage: oldImage === undefined ? undefined : itemOfJson(oldImage),
    newImage: newImage === undefined ? undefined : itemOfJson(newImage),
  };
}
