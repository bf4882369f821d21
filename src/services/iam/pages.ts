/** Marker, MaxItems and IsTruncated: pages of lists that are at hand, and of ranges of the store. */
import type { Entry, Key, Store } from '../../storage/store.ts';
import { validationError } from './errors.ts';
import { PAGE_DEFAULT, SCAN_MAX, SCAN_PAGE } from './limits.ts';

export interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface ListedPage {
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

export interface Page<Item> extends ListedPage {
  readonly items: readonly Item[];
}

/** `items` in the order of their keys, or in one that `isAfter` knows. */
export function pageOfList<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { Marker, MaxItems = PAGE_DEFAULT }: PageRequest,
  isAfter: (key: string, marker: string) => boolean = (key, marker) => key > marker,
): Page<Item> {
  const [marker] = Marker === undefined ? [] : readMarker(Marker, 1);
  const left = marker === undefined ? items : items.filter((item) => isAfter(keyOf(item), marker));
  const page = left.slice(0, MaxItems);
  const last = page.at(-1);
  if (page.length === left.length || last === undefined) return { items: page, IsTruncated: false };
  return { items: page, IsTruncated: true, Marker: writeMarker([keyOf(last)]) };
}

/** What entries stand for, in their order; undefined for those that are not asked for. */
export type Reading<Item> = (
  entries: readonly Entry[],
) => readonly (Item | undefined)[] | Promise<readonly (Item | undefined)[]>;

/** Everything below `prefix`, as read by `read`; a page ends early, with a marker, past a number of entries seen. */
export async function pageOfRange<Item>(
  store: Pick<Store, 'range'>,
  prefix: Key,
  read: Reading<Item>,
  { Marker, MaxItems = PAGE_DEFAULT }: PageRequest,
): Promise<Page<Item>> {
  let after = Marker === undefined ? undefined : [...prefix, ...readMarker(Marker)];
  const items: Item[] = [];
  for (let seen = 0; seen < SCAN_MAX; ) {
    const page = await store.range({ prefix, limit: SCAN_PAGE, ...(after && { after }) });
    const found = await read(page.entries);
    for (const [at, entry] of page.entries.entries()) {
      const item = found[at];
      if (item !== undefined && items.length === MaxItems) return truncated(items, prefix, after);
      if (item !== undefined) items.push(item);
      after = [...entry.key].map(String);
    }
    if (!page.next) return { items, IsTruncated: false };
    seen += page.entries.length;
  }
  return truncated(items, prefix, after);
}

function truncated<Item>(items: readonly Item[], prefix: Key, after: Key | undefined): Page<Item> {
  const place = (after ?? []).slice(prefix.length).map(String);
  return { items, IsTruncated: true, Marker: writeMarker(place) };
}

export function writeMarker(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** "Invalid Marker." where it is none that we made. */
export function readMarker(marker: string, length?: number): readonly string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(marker, 'base64url').toString());
    if (Array.isArray(parts) && parts.length > 0 && parts.every((part) => typeof part === 'string')) {
      if (length === undefined || parts.length === length) return parts;
    }
  } catch {
    // Answered below.
  }
  throw validationError('Invalid Marker.');
}
