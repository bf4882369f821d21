/** Messages of `application/vnd.amazon.eventstream`: prelude, headers, payload, and a checksum of each part. */
import { crc32 } from 'node:zlib';
import { EVENT_HEADERS_BYTES_MAX, EVENT_PAYLOAD_BYTES_MAX } from './limits.ts';

export const EVENT_STREAM_TYPE = 'application/vnd.amazon.eventstream';

/** A number is a 32-bit integer; times are milliseconds since the epoch. */
export type EventHeader = string | boolean | number | bigint | Uint8Array | { readonly timeMs: number };

/** Lengths of all and of the headers, and their checksum. */
const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;

export function encodeEvent(headers: Readonly<Record<string, EventHeader>>, payload: Uint8Array): Uint8Array {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => encodeHeader(name, value)));
  if (head.length > EVENT_HEADERS_BYTES_MAX || payload.length > EVENT_PAYLOAD_BYTES_MAX) {
    throw new Error(`An event of ${payload.length} bytes with ${head.length} bytes of headers`);
  }
  const sizeBytes = PRELUDE_BYTES + head.length + payload.length + CHECKSUM_BYTES;
  const message = Buffer.allocUnsafe(sizeBytes);
  message.writeUInt32BE(sizeBytes, 0);
  message.writeUInt32BE(head.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  head.copy(message, PRELUDE_BYTES);
  message.set(payload, PRELUDE_BYTES + head.length);
  message.writeUInt32BE(crc32(message.subarray(0, sizeBytes - CHECKSUM_BYTES)), sizeBytes - CHECKSUM_BYTES);
  return message;
}

function encodeHeader(name: string, value: EventHeader): Uint8Array {
  const nameBytes = Buffer.from(name);
  return Buffer.concat([Buffer.of(nameBytes.length), nameBytes, encodeValue(value)]);
}

function encodeValue(value: EventHeader): Uint8Array {
  if (typeof value === 'boolean') return Buffer.of(value ? 0 : 1);
  if (typeof value === 'number') {
    const bytes = Buffer.of(4, 0, 0, 0, 0);
    bytes.writeInt32BE(value, 1);
    return bytes;
  }
  if (typeof value === 'bigint') return withLong(5, value);
  if (typeof value === 'string') return withLength(7, Buffer.from(value));
  return value instanceof Uint8Array ? withLength(6, value) : withLong(8, BigInt(Math.round(value.timeMs)));
}

function withLong(type: number, value: bigint): Uint8Array {
  const bytes = Buffer.alloc(9, type);
  bytes.writeBigInt64BE(value, 1);
  return bytes;
}

function withLength(type: number, value: Uint8Array): Uint8Array {
  const head = Buffer.of(type, 0, 0);
  head.writeUInt16BE(value.length, 1);
  return Buffer.concat([head, value]);
}
