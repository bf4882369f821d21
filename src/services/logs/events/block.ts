/**
 * A block: consecutive events of one stream as one record. At most BLOCK_TARGET_BYTES of text and BLOCK_SPAN_MAX_MS of
 * time; written once, never changed. Record: codec byte (2 plain, 3 zstd), version byte, JSON body.
 */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { CorruptRecordError } from '../../../storage/record.ts';
import {
  BLOCK_BODY_MAX_BYTES,
  BLOCK_COMPRESS_BYTES,
  BLOCK_SPAN_MAX_MS,
  BLOCK_TARGET_BYTES,
  EVENT_OVERHEAD_BYTES,
} from '../limits.ts';

export interface LogEvent {
  readonly timestampMs: number;
  readonly message: string;
}

/** Events in order of their time. */
export interface Block {
  readonly ingestedMs: number;
  readonly events: readonly LogEvent[];
}

export interface BlockDraft extends Block {
  readonly firstMs: number;
  readonly lastMs: number;
  /** As AWS counts stored bytes: the messages in UTF-8, and 26 bytes an event. */
  readonly storedBytes: number;
}

const PLAIN = 2;
const ZSTD = 3;
const VERSION = 1;

/** Cuts events, sorted by time here (stable), into blocks. None for no events. */
export function cutIntoBlocks(events: readonly LogEvent[], ingestedMs: number): BlockDraft[] {
  const drafts: BlockDraft[] = [];
  let current: LogEvent[] = [];
  let bytes = 0;
  let firstMs = 0;
  const close = (): void => {
    const last = current.at(-1);
    if (last) drafts.push({ ingestedMs, events: current, firstMs, lastMs: last.timestampMs, storedBytes: bytes });
    current = [];
    bytes = 0;
  };
  for (const event of inOrder(events)) {
    const size = Buffer.byteLength(event.message) + EVENT_OVERHEAD_BYTES;
    if (bytes + size > BLOCK_TARGET_BYTES || event.timestampMs - firstMs >= BLOCK_SPAN_MAX_MS) close();
    if (current.length === 0) firstMs = event.timestampMs;
    current.push(event);
    bytes += size;
  }
  close();
  return drafts;
}

function inOrder(events: readonly LogEvent[]): readonly LogEvent[] {
  const sorted = events.every((event, at) => at === 0 || event.timestampMs >= (events[at - 1]?.timestampMs ?? 0));
  return sorted ? events : events.toSorted((a, b) => a.timestampMs - b.timestampMs);
}

export function encodeBlock(block: Block): Uint8Array {
  const body = Buffer.from(
    JSON.stringify({
      ingested: block.ingestedMs,
      times: block.events.map((event) => event.timestampMs),
      messages: block.events.map((event) => event.message),
    }),
  );
  const packed = body.length > BLOCK_COMPRESS_BYTES;
  return Buffer.concat([Buffer.of(packed ? ZSTD : PLAIN, VERSION), packed ? zstdCompressSync(body) : body]);
}

export function decodeBlock(bytes: Uint8Array): Block {
  const codec = bytes[0];
  if (codec !== PLAIN && codec !== ZSTD) throw new CorruptRecordError('logs.block', 'unknown codec');
  if (bytes[1] !== VERSION) throw new CorruptRecordError('logs.block', `written by a newer Virga (${bytes[1]})`);
  const body = unpack(codec, bytes.subarray(2));
  return {
    ingestedMs: body.ingested,
    events: body.times.map((timestampMs, at) => ({ timestampMs, message: body.messages[at] ?? '' })),
  };
}

interface BlockBody {
  readonly ingested: number;
  readonly times: readonly number[];
  readonly messages: readonly string[];
}

function unpack(codec: number, packed: Uint8Array): BlockBody {
  try {
    const plain = codec === ZSTD ? zstdDecompressSync(packed, { maxOutputLength: BLOCK_BODY_MAX_BYTES }) : packed;
    return JSON.parse(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength).toString()) as BlockBody;
  } catch (cause) {
    throw new CorruptRecordError('logs.block', cause instanceof Error ? cause.message : 'broken body');
  }
}
