/** Removes what is older than a day from the streams of tables, and streams that have been switched off for so long. */
import type { Clock } from '../../../kit/clock.ts';
import type { Ids } from '../../../kit/ids.ts';
import type { Log } from '../../../kit/log.ts';
import { type Entry, type Key, type Store, wholeValue } from '../../../storage/store.ts';
import { PeriodicWork } from '../background.ts';
import { decodeChange, streamKeys, type StreamRecord, streamRecord, trimRecord } from '../store-streams.ts';
import { STREAM_KEPT_MS, TRIM_EVERY_MS, TRIM_PIECE, TRIM_PIECES_MAX, TRIM_STREAMS } from './limits.ts';
import { numberOf } from './reader.ts';

export interface TrimmerParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export class StreamTrimmer extends PeriodicWork {
  readonly #parts: TrimmerParts;
  /** Where the round over all streams goes on. */
  #after: Key | undefined;

  constructor(parts: TrimmerParts) {
    super({ ...parts, name: 'dynamodb: trimming streams', everyMs: TRIM_EVERY_MS });
    this.#parts = parts;
  }

  protected async round(): Promise<void> {
    const after = this.#after;
    const page = await this.#parts.store.range({
      prefix: streamKeys.all(),
      limit: TRIM_STREAMS,
      ...(after && { after }),
    });
    this.#after = page.next;
    for (const entry of page.entries) await this.eachOf(() => this.#trim(entry));
  }

  async #trim(entry: Entry): Promise<void> {
    const stream = streamRecord.decode(entry.value);
    const beforeMs = this.#parts.clock.nowMs() - STREAM_KEPT_MS;
    const over = stream.disabledAtMs !== undefined && stream.disabledAtMs <= beforeMs;
    // Most streams have nothing to trim: one row says so, unless it is damaged.
    let limit = 1;
    for (let piece = 0; piece < TRIM_PIECES_MAX && !this.closed; piece++) {
      const found = await this.#oldest(stream, limit);
      const old = over ? found : olderThan(found, beforeMs);
      if (old.length > 0) await this.#remove(stream, old);
      const [first] = found;
      const saysNothing = limit === 1 && first !== undefined && wholeValue(first) === undefined;
      if ((old.length < found.length && !saysNothing) || found.length === 0) {
        if (over) await this.#forget(stream, entry);
        return;
      }
      limit = TRIM_PIECE;
    }
  }

  async #oldest(stream: StreamRecord, limit: number): Promise<readonly Entry[]> {
    return (await this.#parts.store.range({ prefix: streamKeys.changes(stream), limit })).entries;
  }

  async #remove(stream: StreamRecord, old: readonly Entry[]): Promise<void> {
    const upTo = numberOf(old.at(-1)?.key) ?? 0n;
    await this.#parts.store.commit({
      id: this.#parts.ids.uuid(),
      deletes: old.map(({ key }) => key),
      sets: [{ key: trimKey(stream), value: trimRecord.encode({ upTo: String(upTo) }) }],
    });
  }

  async #forget(stream: StreamRecord, entry: Entry): Promise<void> {
    await this.#parts.store.commit({
      id: this.#parts.ids.uuid(),
      checks: [{ key: entry.key, version: entry.version }],
      deletes: [entry.key, trimKey(stream)],
    });
  }
}

/** They lie in the order of their commits, which is nearly that of their times. */
function olderThan(found: readonly Entry[], beforeMs: number): readonly Entry[] {
  return found.slice(0, found.findLastIndex((entry) => isOld(entry, beforeMs)) + 1);
}

/** A damaged one goes with those behind it. */
function isOld(entry: Entry, beforeMs: number): boolean {
  const value = wholeValue(entry);
  return value !== undefined && decodeChange(value).atMs <= beforeMs;
}

function trimKey(stream: StreamRecord): Key {
  return streamKeys.trim({ ...stream, id: stream.tableId }, stream.label);
}
