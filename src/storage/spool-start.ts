/** Where a spool begins that has lost the files of the one before it: what must never happen is that a mark comes again. */
import { jsonRecord } from './record.ts';
import type { Key, Store } from './store.ts';

/** Further apart than one spool gets in its life: 16 TiB. A position has 53 bits: enough for 511 losses. */
const STRIDE = 2 ** 44;
const KEY: Key = ['system', 'spools'];
/** How many spools there have been, the present one included. */
const spoolsRecord = jsonRecord<{ readonly count: number }>({ name: 'spools', version: 1 });

/** Durable when it resolves; 0 for the first spool of a data directory. */
export function nextSpoolStart(store: Store, commitId: string): Promise<number> {
  return store.transact(commitId, [KEY], ([entry]) => {
    const count = entry ? spoolsRecord.decode(entry.value).count : 0;
    const value = spoolsRecord.encode({ count: count + 1 });
    return { changes: { sets: [{ key: KEY, value }] }, result: count * STRIDE };
  });
}
