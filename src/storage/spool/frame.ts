/**
 * An entry in a segment: payload length (u32), checksum (u32, CRC-32 of all that follows), kind length (u8), kind,
 * payload. Whatever the checksum does not confirm was not written whole, or was damaged, and ends the segment.
 */
import { crc32 } from 'node:zlib';
import { ENTRY_BYTES_MAX, KIND_BYTES_MAX } from './limits.ts';

const HEAD_BYTES = 4 + 4 + 1;
export const FRAME_BYTES_MAX = HEAD_BYTES + KIND_BYTES_MAX + ENTRY_BYTES_MAX;

export interface Frame {
  readonly kind: string;
  readonly payload: Uint8Array;
  /** Where it begins and ends in the bytes that were read. */
  readonly start: number;
  readonly end: number;
}

export function encodeFrame(kind: string, payload: Uint8Array): Uint8Array {
  const kindLength = Buffer.byteLength(kind);
  if (kindLength === 0 || kindLength > KIND_BYTES_MAX) throw new RangeError(`A kind has 1 to ${KIND_BYTES_MAX} bytes`);
  if (payload.length > ENTRY_BYTES_MAX) throw new RangeError(`An entry has at most ${ENTRY_BYTES_MAX} bytes`);
  const frame = Buffer.allocUnsafe(HEAD_BYTES + kindLength + payload.length);
  frame.writeUInt32LE(payload.length, 0);
  frame.writeUInt8(kindLength, 8);
  frame.write(kind, HEAD_BYTES);
  frame.set(payload, HEAD_BYTES + kindLength);
  frame.writeUInt32LE(crc32(frame.subarray(8)), 4);
  return frame;
}

/** The frame at `start`; 'short' where the bytes end within it, 'broken' where it is none. */
export function readFrame(bytes: Buffer, start: number): Frame | 'short' | 'broken' {
  if (bytes.length - start < HEAD_BYTES) return 'short';
  const length = bytes.readUInt32LE(start);
  const kindLength = bytes.readUInt8(start + 8);
  if (length > ENTRY_BYTES_MAX || kindLength === 0 || kindLength > KIND_BYTES_MAX) return 'broken';
  const payloadStart = start + HEAD_BYTES + kindLength;
  const end = payloadStart + length;
  if (end > bytes.length) return 'short';
  if (crc32(bytes.subarray(start + 8, end)) !== bytes.readUInt32LE(start + 4)) return 'broken';
  const kind = bytes.toString('utf8', start + HEAD_BYTES, payloadStart);
  return { kind, payload: bytes.subarray(payloadStart, end), start, end };
}
