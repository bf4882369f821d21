/** What the store gives, as items. */
import type { Entry } from '../../../storage/store.ts';
import { StoredItem } from './stored.ts';

export function storedIn(entry: Entry | undefined): StoredItem | undefined {
  return entry && new StoredItem(entry.value);
}
