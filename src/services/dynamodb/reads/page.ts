/** One page of a query or a scan: what it looked at, what of it passed the filter, and where the next one begins. */
import type { Key } from '../../../storage/store.ts';
import { readUnits } from '../capacity/units.ts';
import type { Predicate } from '../expressions/condition.ts';
import { placeOf } from '../items/keys.ts';
import { StoredItem } from '../items/stored.ts';
import { PAGE_BYTES_MAX, PAGE_ROWS } from '../limits.ts';
import type { DynamodbContext } from '../parts.ts';
import type { Bounds } from './bounds.ts';
import type { Source } from './source.ts';

export interface PageRequest {
  readonly source: Source;
  readonly bounds: Bounds;
  readonly after: Key | undefined;
  readonly reverse: boolean;
  readonly limit: number | undefined;
  readonly filter: Predicate | undefined;
  readonly consistent?: boolean | undefined;
}

export interface Page {
  readonly matched: readonly StoredItem[];
  readonly scanned: number;
  /** Of all entries that were looked at. */
  readonly sizeBytes: number;
  /** Of the items that were read from the table besides. */
  readonly fetchedBytes: readonly number[];
  /** The entry that was looked at last, where there may be more. */
  readonly last: StoredItem | undefined;
}

export async function readPage(ctx: DynamodbContext, request: PageRequest): Promise<Page> {
  const { source, bounds, reverse, filter } = request;
  const { throttle } = ctx.parts;
  throttle.requireRead(source.table, source.index);
  const limit = request.limit ?? Number.POSITIVE_INFINITY;
  const matched: StoredItem[] = [];
  const fetchedBytes: number[] = [];
  let [scanned, sizeBytes] = [0, 0];
  let { after } = request;
  for (;;) {
    const rows = Math.min(limit - scanned, PAGE_ROWS);
    const page = await ctx.store.range({ ...bounds, limit: rows, reverse, ...(after && { after }) });
    let last: StoredItem | undefined;
    const seen: StoredItem[] = [];
    for (const { value } of page.entries) {
      last = new StoredItem(value);
      seen.push(last);
      sizeBytes += last.sizeBytes;
      if (sizeBytes >= PAGE_BYTES_MAX) break;
    }
    scanned += seen.length;
    const items = source.fetches ? await fetchItems(ctx, source, seen) : seen;
    if (source.fetches) for (const item of items) fetchedBytes.push(item.sizeBytes);
    for (const stored of items) if (!filter || filter.test(stored.item)) matched.push(stored);
    const ended = !page.next && seen.length === page.entries.length;
    if (scanned >= limit || sizeBytes >= PAGE_BYTES_MAX || ended) {
      const more = scanned >= limit || !ended;
      const { table, index } = source;
      throttle.read(table, index, readUnits(sizeBytes, request.consistent ?? false));
      for (const bytes of fetchedBytes) throttle.read(table, undefined, readUnits(bytes, request.consistent ?? false));
      return { matched, scanned, sizeBytes, fetchedBytes, last: more ? last : undefined };
    }
    after = page.next;
  }
}

/** The items of entries of a local index; one that has gone meanwhile is left out. */
async function fetchItems(
  { store }: DynamodbContext,
  { table }: Source,
  entries: readonly StoredItem[],
): Promise<StoredItem[]> {
  const found = await store.getMany(entries.map(({ item }) => placeOf(table, item).key));
  return found.flatMap((entry) => (entry ? [new StoredItem(entry.value)] : []));
}
