/**
 * Events of one or many indexes in their one order (position.ts), forwards or backwards, in bounded memory: blocks are
 * fetched only when the merge has come to their time, a few at once.
 */
import type { Store } from '../../../storage/store.ts';
import { BLOCK_SPAN_MAX_MS, READ_AHEAD_BLOCKS } from '../limits.ts';
import { eventKeys, type Group, type IndexEntry } from '../store.ts';
import { type Block, decodeBlock } from './block.ts';
import { Heap } from './heap.ts';
import type { IndexReader, TimeRange } from './index-reader.ts';
import { comparePositions, type Position, startOf } from './position.ts';

export interface StoredEvent extends Position {
  readonly message: string;
  readonly ingestedMs: number;
  readonly streamName: string;
}

export interface MergeOptions {
  readonly telemetry: Store;
  readonly group: Group;
  readonly readers: readonly IndexReader[];
  readonly range: TimeRange;
  readonly reverse: boolean;
  /** Only events behind this one, in the direction of reading. */
  readonly after: Position | undefined;
  /** Of some index entries, in order, those that are wanted: not of other streams, nor of a deleted one. */
  readonly wanted: (entries: readonly IndexEntry[]) => Promise<readonly IndexEntry[]>;
  /** How many index entries to pass before giving up: peek() then says `tired`. */
  readonly entriesMax: number;
}

interface KnownBlock {
  readonly entry: IndexEntry;
  bytes?: Uint8Array | undefined;
}

interface OpenBlock {
  readonly entry: IndexEntry;
  readonly block: Block;
  position: Position;
}

export class EventMerge {
  readonly #options: MergeOptions;
  readonly #sign: 1 | -1;
  /** Known from the index and not opened, by the time of the first event that they may give. */
  readonly #known: Heap<KnownBlock>;
  readonly #open: Heap<OpenBlock>;
  #entriesLeft: number;
  /** What is left in the readers gives no event before this time; undefined before the first look, null at the end. */
  #frontierMs: number | null | undefined;

  constructor(options: MergeOptions) {
    this.#options = options;
    this.#sign = options.reverse ? -1 : 1;
    this.#entriesLeft = options.entriesMax;
    this.#known = new Heap((a, b) => this.#sign * (this.#edgeMs(a.entry) - this.#edgeMs(b.entry)));
    this.#open = new Heap((a, b) => this.#sign * comparePositions(a.position, b.position));
  }

  /** The next event without taking it; undefined at the end; `tired` where it should go on from `resume()` later. */
  async peek(): Promise<StoredEvent | 'tired' | undefined> {
    if (this.#frontierMs === undefined) await this.#lookAhead();
    for (;;) {
      const next = this.#nextMs();
      if (this.#frontierComesFirst(next)) {
        if (this.#entriesLeft <= 0) return 'tired';
        await this.#readIndex(next);
        continue;
      }
      const [open, known] = [this.#open.first(), this.#known.first()];
      if (known && (!open || this.#sign * (this.#edgeMs(known.entry) - open.position.timestampMs) <= 0)) {
        await this.#openFirst();
        continue;
      }
      return open && eventOf(open);
    }
  }

  /** The one that peek() gave. */
  take(): void {
    const open = this.#open.pop();
    if (open && this.#step(open, open.position.index + this.#sign)) this.#open.push(open);
  }

  /** A position before which, in the direction of reading, nothing is left. */
  resume(): Position {
    const next = this.#nextMs();
    const frontier = this.#frontierMs ?? undefined;
    const times = [next, frontier].filter((each) => each !== undefined);
    if (this.#options.reverse) return startOf(Math.max(0, ...times) + 1);
    return startOf(Math.min(this.#options.range.toMs, ...times));
  }

  /** The time of the first event, in reading order, that a block can give. */
  #edgeMs(entry: IndexEntry): number {
    return this.#options.reverse ? entry.lastMs : entry.firstMs;
  }

  #nextMs(): number | undefined {
    const open = this.#open.first()?.position.timestampMs;
    const known = this.#known.first();
    if (!known) return open;
    const edge = this.#edgeMs(known.entry);
    return open === undefined || this.#sign * (edge - open) < 0 ? edge : open;
  }

  #frontierComesFirst(next: number | undefined): boolean {
    const frontier = this.#frontierMs;
    if (frontier === null || frontier === undefined) return false;
    return next === undefined || this.#sign * (frontier - next) <= 0;
  }

  async #lookAhead(): Promise<void> {
    this.#frontierMs = null;
    for (const reader of this.#options.readers) {
      const entry = await reader.peek();
      if (!entry) continue;
      const reach = this.#reachMs(entry);
      if (this.#frontierMs === null || this.#sign * (reach - this.#frontierMs) < 0) this.#frontierMs = reach;
    }
  }

  /** Entries come by the first time of their blocks: backwards, one that follows may still end this much later. */
  #reachMs(entry: IndexEntry): number {
    return this.#options.reverse ? entry.firstMs + BLOCK_SPAN_MAX_MS : entry.firstMs;
  }

  async #readIndex(next: number | undefined): Promise<void> {
    for (const reader of this.#options.readers) {
      const batch: IndexEntry[] = [];
      while (batch.length < READ_AHEAD_BLOCKS) {
        const entry = await reader.peek();
        if (!entry || (next !== undefined && this.#sign * (this.#reachMs(entry) - next) > 0)) break;
        reader.take();
        batch.push(entry);
        if (this.#counts(entry)) this.#entriesLeft--;
      }
      for (const entry of await this.#options.wanted(batch)) this.#known.push({ entry });
    }
    await this.#lookAhead();
  }

  /** What a page that went before has read already must not tire this one, or it would never get further. */
  #counts(entry: IndexEntry): boolean {
    const { after, reverse } = this.#options;
    if (!after) return true;
    return reverse ? entry.firstMs < after.timestampMs - 1 - BLOCK_SPAN_MAX_MS : entry.firstMs > after.timestampMs;
  }

  async #openFirst(): Promise<void> {
    if (!this.#known.first()?.bytes) return this.#fetch();
    const known = this.#known.pop();
    if (!known?.bytes) return;
    const block = decodeBlock(known.bytes);
    const open = { entry: known.entry, block, position: startOf(known.entry.firstMs) };
    if (this.#step(open, this.#options.reverse ? block.events.length - 1 : 0)) this.#open.push(open);
  }

  /** Fetches the block that comes first, and some that will be next. */
  async #fetch(): Promise<void> {
    const { telemetry, group, readers } = this.#options;
    const batch: KnownBlock[] = [];
    const ahead = Math.max(1, Math.floor(READ_AHEAD_BLOCKS / readers.length));
    for (let known = this.#known.pop(); known; known = this.#known.pop()) {
      batch.push(known);
      if (known.bytes || batch.length >= ahead) break;
    }
    const missing = batch.filter((known) => !known.bytes);
    const entries = await telemetry.getMany(missing.map((known) => eventKeys.block(group, known.entry.blockId)));
    missing.forEach((known, at) => {
      known.bytes = entries[at]?.value;
    });
    // A block that is gone was swept since its index entry was read.
    for (const known of batch) if (known.bytes) this.#known.push(known);
  }

  /** Moves to the first event at `index` or further that is wanted; false where the block has no more. */
  #step(open: OpenBlock, index: number): boolean {
    const { range, after } = this.#options;
    for (let at = index; ; at += this.#sign) {
      const event = open.block.events[at];
      if (!event) return false;
      const position = { timestampMs: event.timestampMs, blockId: open.entry.blockId, index: at };
      if (event.timestampMs < range.fromMs || event.timestampMs >= range.toMs) continue;
      if (after && this.#sign * comparePositions(position, after) <= 0) continue;
      open.position = position;
      return true;
    }
  }
}

function eventOf(open: OpenBlock): StoredEvent {
  const { entry, block, position } = open;
  const message = block.events[position.index]?.message ?? '';
  return { ...position, message, ingestedMs: block.ingestedMs, streamName: entry.streamName };
}
