/** Work over all items of a table goes piece by piece: as many items as fit. */
import type { Log } from '../../../kit/log.ts';
import { type Entry, RecordDamagedError, wholeValue } from '../../../storage/store.ts';
import { StoredItem } from './stored.ts';

/** The first of them, up to the one that goes past `bytesMax`; damaged ones count nothing. */
export function pieceOf(entries: readonly Entry[], bytesMax: number): readonly Entry[] {
  let bytes = 0;
  const end = entries.findIndex((entry) => (bytes += wholeValue(entry)?.length ?? 0) > bytesMax);
  return end === -1 ? entries : entries.slice(0, end + 1);
}

/** Undefined where it is damaged, which is said: work that ends without it is worth more than none. */
export function wholeItem(entry: Entry, log: Log, from = 'a copy or an index'): StoredItem | undefined {
  const value = wholeValue(entry);
  if (value) return new StoredItem(value);
  log.error(`dynamodb: an item is left out of ${from}`, new RecordDamagedError(entry.key));
  return undefined;
}
