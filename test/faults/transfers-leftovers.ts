/** Reads the store of a cloud that does not run: nothing may be left of work that is over. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { systemClock } from '../../src/kit/clock.ts';
import { silentLog } from '../../src/kit/log.ts';
import { keys, type Place, tableRecord } from '../../src/services/dynamodb/store.ts';
import { backupKeys, backupRecord } from '../../src/services/dynamodb/store-backups.ts';
import { transferKeys } from '../../src/services/dynamodb/store-transfers.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import type { Key, Store } from '../../src/storage/store.ts';

const PLACE: Place = { accountId: '000000000000', region: 'us-east-1' };
const UUID_BYTES = 16;
/** More than there are. */
const LIMIT = 100;

/** No job, no copy, and no items, index entries or counts but those of tables and backups. */
export async function verifyNothingIsLeft(dataFolder: string): Promise<void> {
  const onFatal = (error: Error): never => {
    throw error;
  };
  const file = path.join(dataFolder, 'state.sqlite');
  const store = await openSqliteStore({ file, clock: systemClock, log: silentLog, onFatal });
  try {
    for (const prefix of [keys.jobs(), backupKeys.copies(), transferKeys.jobs()]) {
      const { entries } = await store.range({ prefix, limit: LIMIT });
      assert.deepEqual(
        entries.map(({ key }) => key),
        [],
        'work is left',
      );
    }
    const tables = (await store.range({ prefix: keys.tables(PLACE), limit: LIMIT })).entries;
    const backups = (await store.range({ prefix: backupKeys.backups(PLACE), limit: LIMIT })).entries;
    const records = tables.map(({ value }) => tableRecord.decode(value));
    for (const { name, changeLog } of records) assert.deepEqual(changeLog?.copies ?? [], [], name);
    const ids = [...records.map(({ id }) => id), ...backups.map(({ value }) => backupRecord.decode(value).dataId)];
    const known = new Set(ids.map((id) => id.replaceAll('-', '')));
    for (const below of [keys.items, keys.indexes, keys.counters]) {
      const prefix = below({ ...PLACE, id: '' }).slice(0, -1);
      for (const id of await idsBelow(store, prefix))
        assert.ok(known.has(id), `of nobody: ${String(prefix.at(-1))} ${id}`);
    }
  } finally {
    await store.close();
  }
}

/** The ids of tables that stand behind the prefix, each looked at once. */
async function idsBelow(store: Store, prefix: Key): Promise<readonly string[]> {
  const found: string[] = [];
  const end = [...prefix, Buffer.alloc(UUID_BYTES + 1, 0xff)];
  let start: Key = [...prefix, Buffer.alloc(1)];
  for (;;) {
    const [entry] = (await store.range({ start, end, limit: 1 })).entries;
    const id = entry?.key[prefix.length];
    if (!(id instanceof Uint8Array)) return found;
    const text = Buffer.from(id).toString('hex');
    found.push(text);
    start = [...prefix, Buffer.from((BigInt(`0x${text}`) + 1n).toString(16).padStart(2 * UUID_BYTES, '0'), 'hex')];
  }
}
