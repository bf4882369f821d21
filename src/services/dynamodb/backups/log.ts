/** Reads a table's log: how far it goes, and where a moment lies in it. */
import { type Key, type Store, wholeValue } from '../../../storage/store.ts';
import { numberOf } from '../streams/reader.ts';
import { backupKeys, decodeLogged } from '../store-backups.ts';
import type { Place } from '../store.ts';

type Reader = Pick<Store, 'range'>;

/** The number of the last change in it; 0 where there is none. */
export async function lastNumber(store: Reader, place: Place, logId: string): Promise<bigint> {
  const { entries } = await store.range({ prefix: backupKeys.changes(place, logId), limit: 1, reverse: true });
  return numberOf(entries[0]?.key) ?? 0n;
}

/** The number of the last change that was made until then, 0 where there is none: what came behind it is undone. */
export async function positionAt(store: Reader, place: Place, logId: string, atMs: number): Promise<bigint> {
  const prefix = backupKeys.changes(place, logId);
  const first = numberOf((await store.range({ prefix, limit: 1 })).entries[0]?.key);
  if (first === undefined) return 0n;
  let low = first - 1n;
  let high = await lastNumber(store, place, logId);
  // Times grow with numbers, but for milliseconds in which several writes overtook one another.
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    const found = await timeOf(store, prefix, middle);
    if (found !== undefined && found <= atMs) low = middle;
    else high = middle - 1n;
  }
  return low;
}

/** Of a damaged change, that of the next: it may then be undone, which says that it is damaged. */
async function timeOf(store: Reader, prefix: Key, number: bigint): Promise<number | undefined> {
  let after: Key = [...prefix, number - 1n];
  for (;;) {
    const { entries } = await store.range({ prefix, after, limit: 1 });
    const [entry] = entries;
    if (!entry) return undefined;
    const value = wholeValue(entry);
    if (value) return decodeLogged(value).atMs;
    after = entry.key;
  }
}
