/** What storage-writer.ts commits, such that whoever reads it sees whether a commit is there whole. */
import { createHash } from 'node:crypto';
import type { Changes, Key } from '../../src/storage/store.ts';

export const STREAM: Key = ['global', 'stream'];
export const counterKey = (writer: number): Key => ['global', 'counter', BigInt(writer)];
export const dataKey = (writer: number, number: number): Key => ['global', 'data', BigInt(writer), BigInt(number)];

/** Appears in the bytes of the commit and nowhere else. */
export const markerOf = (writer: number, number: number): string => `<commit ${writer} ${number}>`;

/** Up to 3 KiB, different for each commit. */
export function valueOf(writer: number, number: number): Buffer {
  const marker = markerOf(writer, number);
  const digest = createHash('sha256').update(marker).digest('hex');
  return Buffer.from(marker + digest.repeat(Number.parseInt(digest.slice(0, 2), 16) % 48));
}

/** Counts the writer's commits, appends to the one stream, and keeps a value, all in one commit. */
export function changesOf(writer: number, number: number, counterVersion: number | null): Changes {
  return {
    checks: [{ key: counterKey(writer), version: counterVersion }],
    sets: [
      { key: counterKey(writer), value: Buffer.from(String(number)) },
      { key: dataKey(writer, number), value: valueOf(writer, number) },
    ],
    appends: [{ stream: STREAM, value: Buffer.from(`${writer} ${number}`) }],
  };
}
