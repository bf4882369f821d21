/** One page of events of a group, or of some of its streams, in either direction, with the place to go on from. */
import { setImmediate } from 'node:timers/promises';
import type { Store } from '../../../storage/store.ts';
import {
  EVENT_OVERHEAD_BYTES,
  MERGED_STREAMS_MAX,
  PAGE_BYTES_MAX,
  SCAN_BYTES_MAX,
  SCAN_EVENTS_MAX,
  SCAN_INDEX_MAX,
  SCAN_TURN_BYTES,
} from '../limits.ts';
import { eventKeys, type Group, type IndexEntry, lastPart, type Stream, streamRecord } from '../store.ts';
import type { Appends, Horizon } from './appends.ts';
import { IndexReader, type TimeRange } from './index-reader.ts';
import { EventMerge, type StoredEvent } from './merge.ts';
import type { Position } from './position.ts';
import { findStreams } from './streams.ts';

/** Which streams: these, or all whose names begin so (with '' all). */
export type StreamChoice = { readonly streams: readonly Stream[] } | { readonly prefix: string };

export interface PageRequest {
  readonly telemetry: Store;
  readonly appends: Appends;
  readonly group: Group;
  readonly choice: StreamChoice;
  readonly range: TimeRange;
  readonly reverse: boolean;
  /** Go on behind this position, in the direction of reading. */
  readonly after: Position | undefined;
  readonly limit: number;
  readonly matches: (message: string) => boolean;
  readonly signal: AbortSignal;
}

export interface EventPage {
  /** In the direction of reading. */
  readonly events: readonly StoredEvent[];
  /** Present where there may be more: the position to go on behind. */
  readonly more?: Position;
}

export async function readPage(request: PageRequest): Promise<EventPage> {
  const merge = await openMerge(request);
  const events: StoredEvent[] = [];
  let pageBytes = 0;
  let scanBytes = 0;
  for (let seen = 0; ; seen++) {
    const event = await merge.peek();
    if (!event) return { events };
    if (event === 'tired') return { events, more: merge.resume() };
    request.signal.throwIfAborted();
    const bytes = Buffer.byteLength(event.message) + EVENT_OVERHEAD_BYTES;
    const last = events.at(-1);
    if (last && (events.length >= request.limit || pageBytes + bytes > PAGE_BYTES_MAX)) return { events, more: last };
    if (Math.floor(scanBytes / SCAN_TURN_BYTES) < Math.floor((scanBytes + bytes) / SCAN_TURN_BYTES))
      await setImmediate();
    scanBytes += bytes;
    merge.take();
    if (request.matches(event.message)) {
      events.push(event);
      pageBytes += bytes;
    }
    if (seen >= SCAN_EVENTS_MAX || scanBytes >= SCAN_BYTES_MAX) return { events, more: event };
  }
}

async function openMerge(request: PageRequest): Promise<EventMerge> {
  const { telemetry, group, reverse, after, choice } = request;
  const horizon = await request.appends.horizon();
  const range = narrowed(request);
  const options = { telemetry, group, range, reverse, after, entriesMax: SCAN_INDEX_MAX };
  const streams = 'streams' in choice ? choice.streams : await fewStreams(telemetry, group, choice.prefix);
  if (!streams) {
    const prefix = 'prefix' in choice ? choice.prefix : '';
    const reader = new IndexReader(telemetry, eventKeys.groupIndex(group), range, reverse);
    return new EventMerge({ ...options, readers: [reader], wanted: livingStreams(telemetry, group, prefix, horizon) });
  }
  const touched = streams.filter((stream) => overlaps(stream, range));
  const readers = touched.map(({ id }) => new IndexReader(telemetry, eventKeys.streamIndex(group, id), range, reverse));
  return new EventMerge({
    ...options,
    readers,
    wanted: (entries) => Promise.resolve(entries.filter((entry) => horizon(entry.blockId))),
  });
}

/** What is left of the range behind `after`. */
function narrowed({ range, reverse, after }: PageRequest): TimeRange {
  if (!after) return range;
  if (reverse) return { fromMs: range.fromMs, toMs: Math.min(range.toMs, after.timestampMs + 1) };
  return { fromMs: Math.max(range.fromMs, after.timestampMs), toMs: range.toMs };
}

const overlaps = (stream: Stream, range: TimeRange): boolean =>
  stream.lastEventMs !== undefined && stream.lastEventMs >= range.fromMs && (stream.firstEventMs ?? 0) < range.toMs;

/** The streams of a prefix where they are few enough to be merged; undefined for more, or for all of a group. */
async function fewStreams(telemetry: Store, group: Group, prefix: string): Promise<readonly Stream[] | undefined> {
  if (prefix === '') return undefined;
  const streams = eventKeys.streams(group);
  const found: Stream[] = [];
  const page = await telemetry.range({
    start: [...streams, prefix],
    end: [...streams, `${prefix}\u{10ffff}`],
    limit: MERGED_STREAMS_MAX + 1,
  });
  for (const entry of page.entries) {
    if (lastPart(entry.key).startsWith(prefix)) found.push(streamRecord.decode(entry.value));
  }
  return page.next || found.length > MERGED_STREAMS_MAX ? undefined : found;
}

/** Keeps entries of streams that are there (not of a deleted one of the same name) and begin with the prefix. */
function livingStreams(
  telemetry: Store,
  group: Group,
  prefix: string,
  horizon: Horizon,
): (entries: readonly IndexEntry[]) => Promise<readonly IndexEntry[]> {
  const known = new Map<string, string | undefined>();
  return async (entries) => {
    const named = entries.filter((entry) => horizon(entry.blockId) && entry.streamName.startsWith(prefix));
    const names = [...new Set(named.map((entry) => entry.streamName))].filter((name) => !known.has(name));
    const streams = names.length > 0 ? await findStreams(telemetry, group, names) : [];
    names.forEach((name, at) => known.set(name, streams[at]?.id));
    return named.filter((entry) => known.get(entry.streamName) === entry.streamId);
  };
}
