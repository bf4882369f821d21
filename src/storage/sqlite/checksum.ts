/**
 * What each row is sealed with against flipped bits: a CRC-32 of its key, its version and its value, so that a damaged
 * row, and a value that stands under another key, is noticed when it is read and not believed.
 */
import { crc32 } from 'node:zlib';

const number = Buffer.alloc(8);

export function rowChecksum(key: Uint8Array, version: number, value: Uint8Array): number {
  number.writeDoubleLE(version);
  return crc32(value, crc32(number, crc32(key)));
}
