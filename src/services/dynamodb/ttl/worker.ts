/**
 * Removes expired items, on the injected clock. What expires when is noted with each write of an item; for items that
 * were there before time to live was switched on, it is noted here, piece by piece.
 */
import type { Clock } from '../../../kit/clock.ts';
import type { Ids } from '../../../kit/ids.ts';
import type { Log } from '../../../kit/log.ts';
import { ConflictError, type Entry, type Key, type Store } from '../../../storage/store.ts';
import { PeriodicWork } from '../background.ts';
import { ttlKeys, type TtlRecord, ttlRecord } from '../store-ttl.ts';
import type { TableCache } from '../tables/cache.ts';
import type { Table } from '../tables/table.ts';
import { EXPIRE_EVERY_MS, EXPIRE_PIECE, EXPIRE_PIECES_MAX, EXPIRE_TABLES } from './limits.ts';

export interface TtlParts {
  readonly store: Store;
  readonly tables: TableCache;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** As it was read: what its commits check. */
export interface TtlWork {
  readonly entry: Entry;
  readonly record: TtlRecord;
}

export class TtlWorker extends PeriodicWork {
  readonly #parts: TtlParts;
  /** Where the round over all tables goes on. */
  #after: Key | undefined;

  constructor(parts: TtlParts) {
    super({ ...parts, name: 'dynamodb: time to live', everyMs: EXPIRE_EVERY_MS });
    this.#parts = parts;
  }

  protected async round(): Promise<void> {
    const after = this.#after;
    const page = await this.#parts.store.range({
      prefix: ttlKeys.all(),
      limit: EXPIRE_TABLES,
      ...(after && { after }),
    });
    this.#after = page.next;
    for (const { key } of page.entries) await this.eachOf(() => this.#serve(key));
  }

  /** Until there is nothing to do now, or its share of the round is done. */
  async #serve(key: Key): Promise<void> {
    const { store, tables } = this.#parts;
    for (let piece = 0; piece < EXPIRE_PIECES_MAX && !this.closed; piece++) {
      const entry = await store.get(key);
      if (!entry) return;
      const record = ttlRecord.decode(entry.value);
      try {
        if (!(await this.#piece({ entry, record }))) return;
      } catch (error) {
        // What it was based on has changed: it is looked at again.
        if (!(error instanceof ConflictError)) throw error;
        tables.drop({ ...record, name: record.tableName });
      }
    }
  }

  /** False where there is no more to do. */
  async #piece(work: TtlWork): Promise<boolean> {
    const { record } = work;
    if (record.state === 'removing') return await this.#remove(work);
    const table = await this.#parts.tables.get({ ...record, name: record.tableName });
    if (!isIts(table, record)) return false;
    if (record.state === 'filling') {
      const { fillPiece } = await import('./fill.ts');
      return await fillPiece(this.#parts, work, table);
    }
    const { expirePiece } = await import('./expire.ts');
    return await expirePiece(this.#parts, work, table);
  }

  async #remove({ entry, record }: TtlWork): Promise<boolean> {
    const { store, ids } = this.#parts;
    const prefix = ttlKeys.expiries(record, record.ttlId);
    const { entries } = await store.range({ prefix, limit: EXPIRE_PIECE });
    const deletes = entries.length > 0 ? entries.map(({ key }) => key) : [entry.key];
    await store.commit({ id: ids.uuid(), deletes });
    return entries.length > 0;
  }
}

function isIts(table: Table | undefined, { tableId, ttlId }: TtlRecord): table is Table {
  return table?.record.id === tableId && table.record.ttl?.id === ttlId;
}
