/** Capacity units as the developer guide counts them ("Capacity unit consumption", 2026-11-27). */
import type { IndexedChange } from '../items/changes.ts';
import { sameKey } from '../items/index-entries.ts';
import type { StoredItem } from '../items/stored.ts';
import type { Index } from '../tables/table.ts';

const READ_BYTES = 4_096;
const WRITE_BYTES = 1_024;

/** Of one item, or of all that a query has read; at least of one. */
export function readUnits(sizeBytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(sizeBytes / READ_BYTES)) * (consistent ? 1 : 0.5);
}

/** A write costs by the larger of what was and what is; one that fails costs by what is there. */
export function writeUnits(before: StoredItem | undefined, after: StoredItem | undefined): number {
  return unitsOf(Math.max(before?.sizeBytes ?? 0, after?.sizeBytes ?? 0));
}

function unitsOf(sizeBytes: number): number {
  return Math.max(1, Math.ceil(sizeBytes / WRITE_BYTES));
}

/** Of the entries that a change writes: two writes where the key changes. */
export function indexUnits({ entries }: IndexedChange): readonly (readonly [Index, number])[] {
  return entries.map(({ index, before, after }) => {
    if (before && after && !sameKey(before.key, after.key))
      return [index, unitsOf(before.stored.sizeBytes) + unitsOf(after.stored.sizeBytes)];
    return [index, writeUnits(before?.stored, after?.stored)];
  });
}
