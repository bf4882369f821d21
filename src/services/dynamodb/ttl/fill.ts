/**
 * Notes when the items expire that were in a table before its time to live was switched on. Writers note it for what
 * they change, and a piece is a transaction over its items, so that no note is of an older version.
 */
import { decodeKey, encodeKey } from '../../../storage/key.ts';
import type { Entry } from '../../../storage/store.ts';
import { expiryKey, expirySeconds } from '../items/expiry.ts';
import { wholeItem } from '../items/piece.ts';
import { keys, tableRecord } from '../store.ts';
import { EXPIRY_MARK, type TtlRecord, ttlRecord } from '../store-ttl.ts';
import type { Table } from '../tables/table.ts';
import { EXPIRE_PIECE } from './limits.ts';
import type { TtlParts, TtlWork } from './worker.ts';

/** True: there is more to do. */
export async function fillPiece(parts: TtlParts, work: TtlWork, table: Table): Promise<boolean> {
  const { store, ids } = parts;
  const { entry, record } = work;
  const after = record.after === undefined ? undefined : decodeKey(Buffer.from(record.after, 'base64'));
  const page = await store.range({ prefix: table.items, limit: EXPIRE_PIECE, ...(after && { after }) });
  const last = page.entries.at(-1);
  if (!last) {
    await finish(parts, work);
    return true;
  }
  const progress = { ...record, after: Buffer.from(encodeKey(last.key)).toString('base64') };
  const items = page.entries.map(({ key }) => key);
  await store.transact(ids.uuid(), [entry.key, ...items], ([own, ...found]) => {
    if (own?.version !== entry.version) return { result: undefined };
    const sets = found.flatMap((item) => noteOf(parts, table, record, item));
    return {
      changes: { sets: [...sets, { key: entry.key, value: ttlRecord.encode(progress) }] },
      result: undefined,
    };
  });
  return true;
}

function noteOf(
  { log }: TtlParts,
  table: Table,
  { ttlId, attribute }: TtlRecord,
  item: Entry | undefined,
): { key: Entry['key']; value: Uint8Array }[] {
  const stored = item && wholeItem(item, log, 'time to live');
  const seconds = stored && expirySeconds(stored.item, attribute);
  if (!item || seconds === undefined) return [];
  return [{ key: expiryKey(table.record, ttlId, seconds, item.key.slice(table.items.length)), value: EXPIRY_MARK }];
}

/** From now on items expire. */
async function finish({ store, ids, tables }: TtlParts, { entry, record }: TtlWork): Promise<void> {
  const key = keys.table(record, record.tableName);
  await store.transact(ids.uuid(), [entry.key, key], ([own, found]) => {
    const table = found && tableRecord.decode(found.value);
    if (own?.version !== entry.version || table?.ttl?.id !== record.ttlId) return { result: undefined };
    const { after: _, ...rest } = record;
    const { id, attribute } = table.ttl;
    return {
      changes: {
        sets: [
          { key, value: tableRecord.encode({ ...table, ttl: { id, attribute } }) },
          { key: entry.key, value: ttlRecord.encode({ ...rest, state: 'on' }) },
        ],
      },
      result: undefined,
    };
  });
  tables.drop({ ...record, name: record.tableName });
}
