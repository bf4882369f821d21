/**
 * Exports and imports, one after another, in the background. Each is a job that outlives a restart; it is over when it
 * is COMPLETED or FAILED, which is one commit with what it leaves.
 */
import type { Clock } from '../../../kit/clock.ts';
import type { Ids } from '../../../kit/ids.ts';
import type { Log } from '../../../kit/log.ts';
import { ConflictError, type Entry, type Key, type Store, wholeValue } from '../../../storage/store.ts';
import { isTemporary } from '../../../wire/failure.ts';
import { PeriodicWork } from '../background.ts';
import type { ObjectStore } from '../object-store.ts';
import { jobRecord, keys, type TableJob, tableRecord } from '../store.ts';
import { backupKeys } from '../store-backups.ts';
import {
  exportRecord,
  type Failure,
  importRecord,
  transferExpiryRecord,
  type TransferJob,
  transferJobRecord,
  transferKeys,
} from '../store-transfers.ts';
import type { TableCache } from '../tables/cache.ts';
import { compileTable } from '../tables/table.ts';
import { failureOf, ITEMS_FAILED, TransferFailedError } from './failure.ts';
import { TRANSFER_EVERY_MS, TRANSFER_EXPIRIES, TRANSFERS_PAGE } from './limits.ts';

export interface TransferParts {
  readonly store: Store;
  readonly tables: TableCache;
  readonly objects: ObjectStore;
  readonly copier: { run(): Promise<void> };
  readonly jobs: { wake(): void };
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export class TransferWorker extends PeriodicWork {
  readonly #parts: TransferParts;
  readonly #stop = new AbortController();

  constructor(parts: TransferParts) {
    super({ ...parts, name: 'dynamodb: exports and imports', everyMs: TRANSFER_EVERY_MS });
    this.#parts = parts;
  }

  override close(): Promise<void> {
    this.#stop.abort();
    return super.close();
  }

  protected async round(): Promise<void> {
    let after: Key | undefined;
    do {
      const prefix = transferKeys.jobs();
      const page = await this.#parts.store.range({ prefix, limit: TRANSFERS_PAGE, ...(after && { after }) });
      for (const { value } of page.entries) {
        if (this.closed) return;
        await this.eachOf(() => this.#complete(transferJobRecord.decode(value)));
      }
      after = page.next;
    } while (after);
    await this.#forget();
  }

  async #complete(job: TransferJob): Promise<void> {
    try {
      await (job.kind === 'export' ? this.#export(job) : this.#import(job));
    } catch (error) {
      // It goes on after the restart.
      if (this.closed) return;
      if (isTemporary(error) || error instanceof ConflictError) {
        this.#parts.log.error(`dynamodb: the ${job.kind} ${job.id} is tried again in a while`, error);
        return;
      }
      const failure = failureOf(error);
      if (!failure) this.#parts.log.error(`dynamodb: the ${job.kind} ${job.id} failed`, error);
      await this.#fail(job, failure ?? { code: 'InternalServerError', message: `The ${job.kind} failed` });
    }
  }

  async #export(job: TransferJob): Promise<void> {
    const { store, objects, copier, clock } = this.#parts;
    const key = transferKeys.one(job);
    // The first round may have begun before the copy was asked for.
    for (let rounds = 0; rounds < 2; rounds++) {
      const entry = await store.get(key);
      if (entry && exportRecord.decode(entry.value).copied) break;
      await copier.run();
    }
    const entry = await store.get(key);
    if (!entry) throw new TransferFailedError('InternalServerError', 'The export is gone');
    const made = exportRecord.decode(entry.value);
    if (!made.copied) {
      if (await store.get(backupKeys.copy(made.dataId))) return;
      throw new TransferFailedError('InternalServerError', 'The copy of the table was called off');
    }
    const endedAtMs = clock.nowMs();
    const { writeExport } = await import('./export-files.ts');
    await writeExport({ store, objects, made, endedAtMs, goOn: () => this.#stop.signal.throwIfAborted() });
    await this.#endExport(job, { endedAtMs });
  }

  /** The copy of the items is no longer needed. */
  async #endExport(job: TransferJob, { endedAtMs, failure }: { endedAtMs: number; failure?: Failure }): Promise<void> {
    const { store, ids, jobs } = this.#parts;
    await store.transact(ids.uuid(), [transferKeys.job(job), transferKeys.one(job)], ([own, entry]) => {
      if (!own || !entry) return { changes: { deletes: own ? [own.key] : [] }, result: undefined };
      const made = exportRecord.decode(entry.value);
      const status = failure ? ('FAILED' as const) : ('COMPLETED' as const);
      const value = exportRecord.encode({ ...made, status, endedAtMs, ...(failure && { failure }) });
      const { accountId, region, dataId, table } = made;
      const removal = removalOf({ accountId, region, tableId: dataId, tableName: table.name });
      return { changes: { sets: [{ key: entry.key, value }, removal], deletes: [own.key] }, result: undefined };
    });
    jobs.wake();
  }

  async #import(job: TransferJob): Promise<void> {
    const { store, ids, objects, clock } = this.#parts;
    const key = transferKeys.one(job);
    const entry = await store.get(key);
    if (!entry) throw new TransferFailedError('InternalServerError', 'The import is gone');
    const made = importRecord.decode(entry.value);
    const table = await store.get(keys.table(job, made.creation.TableName));
    if (!table || tableRecord.decode(table.value).id !== made.tableId)
      throw new TransferFailedError('InternalServerError', 'The table is gone');
    const { importItems } = await import('./import-items.ts');
    const counts = await importItems({
      store,
      ids,
      objects,
      signal: this.#stop.signal,
      nowMs: () => clock.nowMs(),
      made,
      table: compileTable(table),
      key,
      jobKey: transferKeys.job(job),
      goOn: () => this.#stop.signal.throwIfAborted(),
    });
    await this.#endImport(job, table, (record) =>
      importRecord.encode({
        ...record,
        counts,
        ...(counts.errors > 0 ? { status: 'FAILED', failure: ITEMS_FAILED } : { status: 'COMPLETED' }),
      }),
    );
  }

  /** The table is ready; or it goes, where `failure` is given. */
  async #endImport(
    job: TransferJob,
    table: Entry | undefined,
    ended: (record: ReturnType<typeof importRecord.decode>) => Uint8Array,
    failure?: Failure,
  ): Promise<void> {
    const { store, ids, tables, jobs, clock } = this.#parts;
    const own = transferKeys.job(job);
    const watched = [own, transferKeys.one(job), ...(table ? [table.key] : [])];
    const name = await store.transact(ids.uuid(), watched, ([jobEntry, entry, there]) => {
      if (!jobEntry || !entry) return { changes: { deletes: jobEntry ? [own] : [] }, result: undefined };
      const made = importRecord.decode(entry.value);
      const record = there && tableRecord.decode(there.value);
      const sets = [{ key: entry.key, value: ended({ ...made, endedAtMs: clock.nowMs() }) }];
      const deletes = [own];
      if (there && record?.id === made.tableId) {
        const { importing: _, ...ready } = record;
        if (failure) {
          deletes.push(there.key);
          sets.push(removalOf({ ...job, tableId: record.id, tableName: record.name }));
        } else {
          sets.push({ key: there.key, value: tableRecord.encode(ready) });
        }
      }
      return { changes: { sets, deletes }, result: made.creation.TableName };
    });
    if (name !== undefined) tables.drop({ ...job, name });
    jobs.wake();
  }

  async #fail(job: TransferJob, failure: Failure): Promise<void> {
    const { store, clock } = this.#parts;
    if (job.kind === 'export') {
      await this.#endExport(job, { endedAtMs: clock.nowMs(), failure });
      return;
    }
    const entry = await store.get(transferKeys.one(job));
    const name = entry && importRecord.decode(entry.value).creation.TableName;
    const table = name === undefined ? undefined : await store.get(keys.table(job, name));
    const ended = (record: ReturnType<typeof importRecord.decode>): Uint8Array =>
      importRecord.encode({ ...record, status: 'FAILED', failure });
    await this.#endImport(job, table, ended, failure);
  }

  /** What is older than 90 days. */
  async #forget(): Promise<void> {
    const { store, clock, ids } = this.#parts;
    const [start, end] = [transferKeys.expiry(0, ''), transferKeys.expiry(clock.nowMs(), '')];
    const { entries } = await store.range({ start, end, limit: TRANSFER_EXPIRIES });
    const deletes = entries.flatMap((entry) => {
      const value = wholeValue(entry);
      if (!value) return [];
      const { token, ...job } = transferExpiryRecord.decode(value);
      return [
        entry.key,
        transferKeys.one(job),
        ...(token === undefined ? [] : [transferKeys.token(job, job.kind, token)]),
      ];
    });
    if (deletes.length > 0) await store.commit({ id: ids.uuid(), deletes });
  }
}

function removalOf(what: Pick<TableJob, 'accountId' | 'region' | 'tableId' | 'tableName'>): {
  readonly key: Entry['key'];
  readonly value: Uint8Array;
} {
  const { accountId, region, tableId, tableName } = what;
  const job: TableJob = { kind: 'delete-table', accountId, region, tableId, tableName };
  return { key: keys.job(job), value: jobRecord.encode(job) };
}
