/**
 * Walks over the keys of a bucket in their order. A delimiter's common prefix is passed over by looking behind it, not
 * by reading what is below it.
 */
import type { Store } from '../../storage/store.ts';
import { KEY_BYTES_MAX, LIST_KEYS_MAX, SEEK_PAGE, SEEK_PAGE_MIN } from './limits.ts';
import { type BucketRecord, keys, lastPart, type ObjectRecord, objectRecord } from './store.ts';
import { behind, behindPrefix, compareUtf8 } from './utf8-order.ts';

export interface KeyQuery {
  readonly prefix: string;
  /** Nothing is rolled up where it is empty. */
  readonly delimiter: string;
  /** Where it begins: behind a key, or behind all keys with a prefix. */
  readonly after: string | undefined;
  readonly maxKeys: number;
}

export interface KeyPage {
  readonly objects: readonly ListedObject[];
  readonly commonPrefixes: readonly string[];
  /** The last key or common prefix of the page, where more follows. */
  readonly last: string | undefined;
}

export interface ListedObject {
  readonly key: string;
  readonly record: ObjectRecord;
}

export async function listKeys(store: Pick<Store, 'range'>, bucket: BucketRecord, query: KeyQuery): Promise<KeyPage> {
  const { maxKeys } = query;
  const objects: ListedObject[] = [];
  const commonPrefixes: string[] = [];
  const limit = limitOf(query);
  const end = keys.objectsEnd(bucket, limit);
  let from: string | undefined = startOf(query);
  let last: string | undefined;
  let pageSize = Math.min(maxKeys + 1, LIST_KEYS_MAX);
  while (from !== undefined && maxKeys > 0 && (limit === undefined || compareUtf8(from, limit) < 0)) {
    const page = await store.range({ start: keys.object(bucket, from), end, limit: pageSize });
    let rolled: string | undefined;
    let passedOver = 0;
    for (const { key: entryKey, value } of page.entries) {
      const key = lastPart(entryKey);
      if (rolled !== undefined && key.startsWith(rolled)) {
        passedOver++;
        continue;
      }
      // One more than asked for: there is more.
      if (objects.length + commonPrefixes.length === maxKeys) return { objects, commonPrefixes, last };
      rolled = commonPrefixOf(key, query);
      if (rolled === undefined) objects.push({ key, record: objectRecord.decode(value) });
      else commonPrefixes.push(rolled);
      last = rolled ?? key;
    }
    if (!page.next) break;
    from = rolled === undefined ? behind(lastPart(page.next)) : behindPrefix(rolled);
    pageSize = nextPageSize(pageSize, passedOver, page.entries.length);
  }
  return { objects, commonPrefixes, last: undefined };
}

/** What is below a common prefix may be much, and is read for nothing: the more of a page was, the shorter is the next. */
function nextPageSize(pageSize: number, passedOver: number, found: number): number {
  if (passedOver * 2 > found) return Math.max(SEEK_PAGE_MIN, Math.floor(Math.min(pageSize, SEEK_PAGE) / 4));
  return Math.min(pageSize * 2, LIST_KEYS_MAX);
}

/** The first text that no longer has the prefix; undefined where that is behind all. */
export function limitOf({ prefix }: Pick<KeyQuery, 'prefix'>): string | undefined {
  return prefix === '' ? undefined : behindPrefix(cutToKey(prefix));
}

/** A common prefix that was the last of a page is not given again: what is asked for is behind all of it. */
export function startOf(query: Omit<KeyQuery, 'maxKeys'>): string | undefined {
  const { delimiter } = query;
  const prefix = cutToKey(query.prefix);
  const after = query.after === undefined ? undefined : cutToKey(query.after);
  if (after === undefined || compareUtf8(after, prefix) < 0) return prefix;
  const rolled = commonPrefixOf(after, { prefix, delimiter });
  return rolled === after ? behindPrefix(after) : behind(after);
}

/** Longer than any key, it stands to all of them as its beginning does, which the store can look for. */
export function cutToKey(text: string): string {
  if (text.length <= KEY_BYTES_MAX / 3) return text;
  const bytes = Buffer.from(text.slice(0, KEY_BYTES_MAX + 1));
  // A character that is cut is left out.
  return bytes.length <= KEY_BYTES_MAX
    ? text
    : new TextDecoder().decode(bytes.subarray(0, KEY_BYTES_MAX + 4), { stream: true });
}

export function commonPrefixOf(
  key: string,
  { prefix, delimiter }: Pick<KeyQuery, 'prefix' | 'delimiter'>,
): string | undefined {
  if (delimiter === '') return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at === -1 ? undefined : key.slice(0, at + delimiter.length);
}
