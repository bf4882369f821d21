/** What a change leaves in its table's log, from which the table is brought back to a moment. */
import type { Append } from '../../../storage/store.ts';
import { backupKeys, encodeLogged } from '../store-backups.ts';
import { encodeItem } from '../values/item-json.ts';
import type { ItemChange } from './changes.ts';
import { keyItem } from './stream-record.ts';

const NONE: readonly Append[] = [];

export function logAppends({ table, before, after }: ItemChange, nowMs: number): readonly Append[] {
  const { changeLog } = table.record;
  const item = before?.item ?? after?.item;
  if (!changeLog || !item) return NONE;
  const value = before
    ? encodeLogged({ atMs: nowMs, before: before.record })
    : encodeLogged({ atMs: nowMs, key: encodeItem(keyItem(table, item)) });
  return [{ stream: backupKeys.changes(table.record, changeLog.id), value }];
}
