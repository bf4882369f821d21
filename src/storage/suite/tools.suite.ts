/** What the parts of store.suite.ts share. */
import { randomUUID } from 'node:crypto';
import type { Commit, Key, Page, RangeRequest, Store } from '../store.ts';

export interface SuiteStore extends AsyncDisposable {
  readonly store: Store;
  /** Closes it in order and opens what it left. */
  reopen(): Promise<Store>;
  /** Opens what it left without closing it, as after a crash. */
  crash(): Promise<Store>;
}

export const SPACE: Key = ['global', 'suite'];
export const at = (...parts: Key): Key => [...SPACE, ...parts];
export const bytes = (text: string): Uint8Array => Buffer.from(text);
export const text = (value: Uint8Array | undefined): string | undefined => value && Buffer.from(value).toString();
export const counterOf = (value: Uint8Array | undefined): bigint => Buffer.from(value ?? []).readBigInt64BE();

export function write(store: Store, changes: Omit<Commit, 'id'>): ReturnType<Store['commit']> {
  return store.commit({ id: randomUUID(), ...changes });
}

export const set = (store: Store, key: Key, value: string): ReturnType<Store['commit']> =>
  write(store, { sets: [{ key, value: bytes(value) }] });

export const lastParts = (page: Page): string[] => page.entries.map(({ key }) => String(key.at(-1)));

export async function all(store: Store, request: RangeRequest): Promise<string[]> {
  const found: string[] = [];
  let page = await store.range(request);
  for (;;) {
    found.push(...lastParts(page));
    if (!page.next) return found;
    page = await store.range({ ...request, after: page.next });
  }
}
