/** What a change leaves in its table's stream: part of the same commit, so that the stream has commit order. */
import type { Append } from '../../../storage/store.ts';
import { encodeChange, keys } from '../store.ts';
import { encodeItem } from '../values/item-json.ts';
import type { Item } from '../values/value.ts';
import type { ItemChange } from './changes.ts';

const NONE: readonly Append[] = [];

/** None where the table has no stream, or nothing changes. */
export function streamAppends({ table, before, after }: ItemChange, nowMs: number): readonly Append[] {
  const { record, hash, range } = table;
  const { stream } = record;
  const item = after?.item ?? before?.item;
  if (!stream?.enabled || !item) return NONE;
  if (before && after && Buffer.compare(before.record, after.record) === 0) return NONE;
  const { viewType } = stream;
  const both = viewType === 'NEW_AND_OLD_IMAGES';
  const value = encodeChange({
    event: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    atMs: nowMs,
    keys: encodeItem(keysOf(item, range ? [hash.name, range.name] : [hash.name])),
    oldImage: both || viewType === 'OLD_IMAGE' ? before?.json : undefined,
    newImage: both || viewType === 'NEW_IMAGE' ? after?.json : undefined,
    sizeBytes: (before?.sizeBytes ?? 0) + (after?.sizeBytes ?? 0),
  });
  return [{ stream: keys.stream(record, stream.label), value }];
}

function keysOf(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}
