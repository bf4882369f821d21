/** What a change leaves in its table's stream: part of the same commit, so that the stream has commit order. */
import type { Append } from '../../../storage/store.ts';
import { keys } from '../store.ts';
import { encodeChange } from '../store-streams.ts';
import type { Table } from '../tables/table.ts';
import { encodeItem } from '../values/item-json.ts';
import { itemSize } from '../values/size.ts';
import type { Item } from '../values/value.ts';
import type { ItemChange } from './changes.ts';
import { sameItem } from './stored.ts';

const NONE: readonly Append[] = [];

/** None where the table has no stream, or nothing changes. */
export function streamAppends({ table, before, after, byService }: ItemChange, nowMs: number): readonly Append[] {
  const { record } = table;
  const { stream } = record;
  const item = after?.item ?? before?.item;
  if (!stream?.enabled || !item) return NONE;
  if (before && after && sameItem(before, after)) return NONE;
  const { viewType } = stream;
  const both = viewType === 'NEW_AND_OLD_IMAGES';
  const oldImage = both || viewType === 'OLD_IMAGE' ? before : undefined;
  const newImage = both || viewType === 'NEW_IMAGE' ? after : undefined;
  const key = keyItem(table, item);
  const value = encodeChange({
    event: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    atMs: nowMs,
    ...(byService && { byService }),
    keys: encodeItem(key),
    oldImage: oldImage?.json,
    newImage: newImage?.json,
    // Keys and images together: 26, 59 and 38 of the three records in AWS's sample event (Lambda's guide, 2026-11-27).
    sizeBytes: itemSize(key) + (oldImage?.sizeBytes ?? 0) + (newImage?.sizeBytes ?? 0),
  });
  return [{ stream: keys.stream(record, stream.label), value }];
}

/** The attributes of the table's key. */
export function keyItem({ hash, range }: Table, item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => name === hash.name || name === range?.name));
}
