/** Deletes what has expired in one table: each commit as a caller's would be, and its records say that DynamoDB did it. */
import type { Entry, Key } from '../../../storage/store.ts';
import { commitOf, type IndexedChange, withEntries, withFilledEntries } from '../items/changes.ts';
import { expirySeconds } from '../items/expiry.ts';
import { placeOf } from '../items/keys.ts';
import { wholeItem } from '../items/piece.ts';
import { ttlKeys, type TtlRecord } from '../store-ttl.ts';
import type { Table } from '../tables/table.ts';
import { EXPIRE_PIECE, EXPIRE_PIECE_BYTES, EXPIRY_AGE_MAX_SECONDS } from './limits.ts';
import type { TtlParts, TtlWork } from './worker.ts';

/** False where nothing more has expired. Throws ConflictError where the table was changed meanwhile. */
export async function expirePiece(parts: TtlParts, { record }: TtlWork, table: Table): Promise<boolean> {
  const { store, clock, ids } = parts;
  const prefix = ttlKeys.expiries(record, record.ttlId);
  const nowSeconds = Math.floor(clock.nowMs() / 1000);
  const { entries } = await store.range({
    start: [...prefix, BigInt(nowSeconds - EXPIRY_AGE_MAX_SECONDS)],
    end: [...prefix, BigInt(nowSeconds)],
    limit: EXPIRE_PIECE,
  });
  if (entries.length === 0) return false;
  const expired = entries.map(({ key }) => expiryOf(table, prefix, key));
  await store.transact(
    ids.uuid(),
    expired.map(({ item }) => item),
    async (found) => {
      const { changes, stale } = decide(parts, record, table, expired, found);
      const settled: IndexedChange[] = [];
      for (const change of changes) settled.push(await withFilledEntries(store, change));
      const commit = commitOf(settled, clock.nowMs());
      return { changes: { ...commit, deletes: [...(commit.deletes ?? []), ...stale] }, result: undefined };
    },
  );
  return true;
}

interface Expiry {
  /** Of the note. */
  readonly key: Key;
  readonly seconds: number;
  readonly item: Key;
}

function expiryOf(table: Table, prefix: Key, key: Key): Expiry {
  return { key, seconds: Number(key[prefix.length]), item: [...table.items, ...key.slice(prefix.length + 1)] };
}

/** A damaged item stays as it is: what it left in indexes is not known. */
function decide(
  { log }: TtlParts,
  { attribute }: TtlRecord,
  table: Table,
  expired: readonly Expiry[],
  found: readonly (Entry | undefined)[],
): { readonly changes: readonly IndexedChange[]; readonly stale: readonly Key[] } {
  const changes: IndexedChange[] = [];
  const stale: Key[] = [];
  let bytes = 0;
  for (const [at, { key, seconds }] of expired.entries()) {
    const entry = found[at];
    const before = entry && wholeItem(entry, log, 'time to live');
    if (!before || expirySeconds(before.item, attribute) !== seconds) {
      stale.push(key);
      continue;
    }
    changes.push(withEntries({ table, key: placeOf(table, before.item), before, after: undefined, byService: true }));
    bytes += before.record.length;
    if (bytes > EXPIRE_PIECE_BYTES) break;
  }
  return { changes, stale };
}
