/** Work over all items of a table goes piece by piece: as many items as fit. */
import { type Entry, wholeValue } from '../../../storage/store.ts';

/** The first of them, up to the one that goes past `bytesMax`; damaged ones count nothing. */
export function pieceOf(entries: readonly Entry[], bytesMax: number): readonly Entry[] {
  let bytes = 0;
  const end = entries.findIndex((entry) => (bytes += wholeValue(entry)?.length ?? 0) > bytesMax);
  return end === -1 ? entries : entries.slice(0, end + 1);
}
