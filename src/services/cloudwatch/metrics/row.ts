/**
 * A stored row: the aggregates of one metric and one span of time, by unit. Binary, since there is one for each metric
 * and minute: codec byte, version, then for each unit 34 bytes and two or three a bucket; none where all values are equal.
 */
import { CorruptRecordError } from '../../../storage/record.ts';
import type { Aggregate } from './aggregate.ts';
import { bucketOf, type Buckets, sortedBuckets, weightOf } from './sketch.ts';
import { UNITS, type Unit } from './units.ts';

export type Row = Map<Unit, Aggregate>;

/** Codec 1 is JSON (storage/record.ts). */
const CODEC = 2;
const VERSION = 1;
const HEAD_BYTES = 34;

/** How the buckets are written. */
const NONE = 0;
const ONE_VALUE = 1;
const WHOLE_WEIGHTS = 2;
const WEIGHTS = 3;

export function encodeRow(row: Row): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(CODEC, VERSION)];
  for (const [unit, aggregate] of row) {
    const kind = kindOf(aggregate);
    const head = Buffer.alloc(HEAD_BYTES);
    head[0] = UNITS.indexOf(unit);
    head[1] = kind;
    for (const [at, value] of [aggregate.count, aggregate.sum, aggregate.min, aggregate.max].entries()) {
      head.writeDoubleBE(value, 2 + at * 8);
    }
    parts.push(head);
    if (kind >= WHOLE_WEIGHTS) parts.push(encodeBuckets(aggregate.buckets, kind));
  }
  return Buffer.concat(parts);
}

/** Throws CorruptRecordError. */
export function decodeRow(bytes: Uint8Array): Row {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer[0] !== CODEC || buffer[1] !== VERSION) throw corrupt('unknown codec or version');
  const reader = { buffer, at: 2 };
  const row: Row = new Map();
  try {
    while (reader.at < buffer.length) readUnit(reader, row);
  } catch (cause) {
    throw cause instanceof RangeError ? corrupt('cut off') : cause;
  }
  return row;
}

interface Reader {
  readonly buffer: Buffer;
  at: number;
}

function kindOf({ buckets, count, min, max }: Aggregate): number {
  if (buckets.size === 0) return NONE;
  if (min === max && weightOf(buckets) === count) return ONE_VALUE;
  for (const weight of buckets.values()) if (!Number.isSafeInteger(weight)) return WEIGHTS;
  return WHOLE_WEIGHTS;
}

function encodeBuckets(buckets: Buckets, kind: number): Uint8Array {
  const bytes: number[] = [];
  writeNumber(bytes, buckets.size);
  let last = 0;
  for (const [bucket, weight] of sortedBuckets(buckets)) {
    const step = bucket - last;
    writeNumber(bytes, step >= 0 ? step * 2 : step * -2 - 1);
    last = bucket;
    if (kind === WHOLE_WEIGHTS) writeNumber(bytes, weight);
    else {
      const weightBytes = Buffer.alloc(8);
      weightBytes.writeDoubleBE(weight);
      bytes.push(...weightBytes);
    }
  }
  return Uint8Array.from(bytes);
}

/** Seven bits a byte, the lowest first; the top bit says that more follow. */
function writeNumber(bytes: number[], value: number): void {
  let left = value;
  while (left >= 128) {
    bytes.push((left % 128) + 128);
    left = Math.floor(left / 128);
  }
  bytes.push(left);
}

function readUnit(reader: Reader, row: Row): void {
  const { buffer } = reader;
  const unit = UNITS[buffer.readUInt8(reader.at)];
  const kind = buffer.readUInt8(reader.at + 1);
  if (unit === undefined || kind > WEIGHTS) throw corrupt('unknown unit');
  const number = (at: number): number => buffer.readDoubleBE(reader.at + 2 + at * 8);
  const [count, sum, min, max] = [number(0), number(1), number(2), number(3)];
  reader.at += HEAD_BYTES;
  row.set(unit, { count, sum, min, max, buckets: readBuckets(reader, kind, count, max) });
}

function readBuckets(reader: Reader, kind: number, count: number, value: number): Buckets {
  const buckets: Buckets = new Map();
  if (kind === ONE_VALUE) buckets.set(bucketOf(value), count);
  if (kind < WHOLE_WEIGHTS) return buckets;
  let bucket = 0;
  for (let left = readNumber(reader); left > 0; left--) {
    const step = readNumber(reader);
    bucket += step % 2 === 0 ? step / 2 : -(step + 1) / 2;
    if (kind === WHOLE_WEIGHTS) buckets.set(bucket, readNumber(reader));
    else {
      buckets.set(bucket, reader.buffer.readDoubleBE(reader.at));
      reader.at += 8;
    }
  }
  return buckets;
}

function readNumber(reader: Reader): number {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = reader.buffer.readUInt8(reader.at++);
    value += (byte % 128) * scale;
    if (byte < 128) return value;
  }
}

function corrupt(why: string): CorruptRecordError {
  return new CorruptRecordError('cloudwatch.row', why);
}
