/**
 * A page as one buffer that changes hands between threads: key length (u16), value length (u32), version,
 * whether it is damaged (u8), key, value.
 */
import type { Row, Rows } from './messages.ts';

export interface PackedRows {
  readonly bytes: ArrayBuffer;
  readonly count: number;
  readonly more: boolean;
}

const HEAD_BYTES = 2 + 4 + 8 + 1;

export function packRows({ rows, more }: Rows): PackedRows {
  const length = rows.reduce((total, { key, value }) => total + HEAD_BYTES + key.length + value.length, 0);
  const bytes = new ArrayBuffer(length);
  const buffer = Buffer.from(bytes);
  let at = 0;
  for (const { key, version, value, damaged } of rows) {
    at = buffer.writeUInt16LE(key.length, at);
    at = buffer.writeUInt32LE(value.length, at);
    at = buffer.writeDoubleLE(version, at);
    at = buffer.writeUInt8(Number(damaged), at);
    buffer.set(key, at);
    buffer.set(value, at + key.length);
    at += key.length + value.length;
  }
  return { bytes, count: rows.length, more };
}

/** Keys and values are views of the buffer. */
export function unpackRows({ bytes, count, more }: PackedRows): Rows {
  const buffer = Buffer.from(bytes);
  const rows: Row[] = [];
  let at = 0;
  while (rows.length < count) {
    const keyLength = buffer.readUInt16LE(at);
    const valueLength = buffer.readUInt32LE(at + 2);
    const version = buffer.readDoubleLE(at + 6);
    const damaged = buffer.readUInt8(at + 14) === 1;
    at += HEAD_BYTES;
    const key = new Uint8Array(bytes, at, keyLength);
    const value = new Uint8Array(bytes, at + keyLength, valueLength);
    rows.push({ key, version, value, damaged });
    at += keyLength + valueLength;
  }
  return { rows, more };
}
