/** Marker, MaxItems and IsTruncated: pages of lists that are at hand, and of ranges of the store. */
import { createHash } from 'node:crypto';
import type { Entry, Key, Store } from '../../storage/store.ts';
import type { WireError } from '../../wire/error.ts';
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

/** Goes on behind the item that the last page ended with; where that is gone, from its place. */
export function pageOfList<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { Marker, MaxItems = PAGE_DEFAULT }: PageRequest,
): Page<Item> {
  const start = Marker === undefined ? 0 : startOf(items.map(keyOf), Marker);
  const page = items.slice(start, start + MaxItems);
  const last = page.at(-1);
  const end = start + page.length;
  if (end >= items.length || last === undefined) return { items: page, IsTruncated: false };
  return { items: page, IsTruncated: true, Marker: writeMarker([String(end - 1), shortHash(keyOf(last))]) };
}

function startOf(itemKeys: readonly string[], marker: string): number {
  const [place = '', hash] = readMarker(marker, 2);
  if (!/^\d{1,6}$/.test(place)) throw invalidMarker();
  const at = itemKeys.findIndex((key) => shortHash(key) === hash);
  return at === -1 ? Number(place) : at + 1;
}

/** Keys may be longer than the 320 characters of a marker. */
const shortHash = (key: string): string => createHash('sha256').update(key).digest('base64url').slice(0, 12);

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
  throw invalidMarker();
}

const invalidMarker = (): WireError => validationError('Invalid Marker.');
