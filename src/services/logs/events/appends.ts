/**
 * Writes events into streams, and tells readers up to where everything written is there: a page shows all appends that
 * began before it and none that began later, or a follower would see a later event first and never ask for the earlier.
 */
import type { Ids } from '../../../kit/ids.ts';
import type { Key, Store, Transaction } from '../../../storage/store.ts';
import {
  encodeIndexEntry,
  eventKeys,
  type Group,
  type IndexEntry,
  indexKey,
  type Stream,
  streamRecord,
} from '../store.ts';
import { type BlockDraft, cutIntoBlocks, encodeBlock, type LogEvent } from './block.ts';
import { isClosed, stillOpen, streamChanges } from './streams.ts';

export interface Appending {
  readonly group: Group;
  readonly streamName: string;
  readonly ingestedMs: number;
  /** Make the stream if it is not there (as Lambda does). */
  readonly create: boolean;
  /** In the order of their marks, where they have one. */
  readonly parts: readonly AppendPart[];
}

export interface AppendPart {
  readonly events: readonly LogEvent[];
  /** Of the spool's entry; text order is the spool's order. A stream takes each once, however often it comes. */
  readonly mark?: string;
}

/** Whether a block is to be seen. */
export type Horizon = (blockId: string) => boolean;

interface PlacedBlock {
  readonly draft: BlockDraft;
  readonly bytes: Uint8Array;
  readonly blockId: string;
}

export class Appends {
  readonly #telemetry: Store;
  readonly #ids: Ids;
  readonly #running = new Set<Promise<unknown>>();

  /** One for each telemetry store: block ids come from here alone, so that their order is that of the appends. */
  constructor(telemetry: Store, ids: Ids) {
    this.#telemetry = telemetry;
    this.#ids = ids;
  }

  /** Tells the blocks of all appends that began before now, which have ended then, from those that begin later. */
  async horizon(): Promise<Horizon> {
    const now = this.#ids.timeOrdered();
    await Promise.allSettled(this.#running);
    // Blocks of an earlier process whose clock was ahead have ids that this one has not come to yet.
    return (blockId) => blockId < now || blockId > this.#ids.timeOrdered();
  }

  /**
   * Durable when it resolves. Undefined where there is no such stream and none was to be made, or where the group was
   * deleted meanwhile; else the stream as it is now. Appends that are called in one turn of the event loop are seen
   * together.
   */
  async append(appending: Appending): Promise<Stream | undefined> {
    const running = this.#append(appending);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  #append(appending: Appending): Promise<Stream | undefined> {
    const { group, streamName, ingestedMs } = appending;
    const key = eventKeys.stream(group, streamName);
    const blocks = this.#place(appending.parts, ingestedMs);
    const streamId = this.#ids.timeOrdered();
    const telemetry = this.#telemetry;
    return telemetry.transact(this.#ids.uuid(), [key], async ([entry]): Promise<Transaction<Stream | undefined>> => {
      if ((!entry && !appending.create) || (await isClosed(telemetry, group))) return { result: undefined };
      const before = entry && streamRecord.decode(entry.value);
      const stream = before ?? { id: streamId, name: streamName, createdAtMs: ingestedMs };
      const parts = unseenParts(appending.parts, stream);
      const placed = parts.length < appending.parts.length ? this.#place(parts, ingestedMs) : blocks;
      if (before && placed.length === 0) return { result: before };
      const after = grown(stream, placed, ingestedMs, parts.at(-1)?.mark);
      const { sets = [], deletes = [] } = streamChanges(group, before, after);
      const storedBytes = placed.reduce((total, block) => total + block.draft.storedBytes, 0);
      return {
        changes: {
          checks: [stillOpen(group)],
          sets: [...sets, ...placed.flatMap((block) => blockSets(group, stream, block))],
          deletes,
          adds: [{ key: eventKeys.storedBytes(group), delta: BigInt(storedBytes) }],
        },
        result: after,
      };
    });
  }

  #place(parts: readonly AppendPart[], ingestedMs: number): readonly PlacedBlock[] {
    const events = parts.length === 1 ? (parts[0]?.events ?? []) : parts.flatMap((part) => part.events);
    const drafts = cutIntoBlocks(events, ingestedMs);
    return drafts.map((draft) => ({ draft, bytes: encodeBlock(draft), blockId: this.#ids.timeOrdered() }));
  }
}

function unseenParts(parts: readonly AppendPart[], { spoolMark }: Stream): readonly AppendPart[] {
  if (spoolMark === undefined) return parts;
  return parts.filter((part) => part.mark === undefined || part.mark > spoolMark);
}

function blockSets(group: Group, stream: Stream, block: PlacedBlock): { key: Key; value: Uint8Array }[] {
  const { blockId, bytes, draft } = block;
  const { firstMs, lastMs, storedBytes } = draft;
  const entry: IndexEntry = { blockId, firstMs, lastMs, storedBytes, streamId: stream.id, streamName: stream.name };
  const index = encodeIndexEntry(entry);
  return [
    { key: eventKeys.block(group, blockId), value: bytes },
    { key: indexKey(eventKeys.groupIndex(group), firstMs, blockId), value: index },
    { key: indexKey(eventKeys.streamIndex(group, stream.id), firstMs, blockId), value: index },
  ];
}

function grown(stream: Stream, blocks: readonly PlacedBlock[], ingestedMs: number, mark: string | undefined): Stream {
  const marked = mark === undefined ? stream : { ...stream, spoolMark: mark };
  const last = blocks.at(-1);
  if (!last) return marked;
  const firstMs = Math.min(...blocks.map((block) => block.draft.firstMs));
  const lastMs = Math.max(...blocks.map((block) => block.draft.lastMs));
  return {
    ...marked,
    firstEventMs: Math.min(stream.firstEventMs ?? firstMs, firstMs),
    lastEventMs: Math.max(stream.lastEventMs ?? 0, lastMs),
    ingestedMs,
    lastBlockId: last.blockId,
  };
}
