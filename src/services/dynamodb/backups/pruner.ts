/** Removes from the logs of tables what is older than their recovery period, and logs that nobody needs any more. */
import type { Clock } from '../../../kit/clock.ts';
import type { Ids } from '../../../kit/ids.ts';
import type { Log } from '../../../kit/log.ts';
import { type Entry, type Key, type Store, wholeValue } from '../../../storage/store.ts';
import { PeriodicWork } from '../background.ts';
import { keys, tableRecord } from '../store.ts';
import { backupKeys, backupRecord, decodeLogged, expiryRecord, type LogRecord, logRecord } from '../store-backups.ts';
import { removalOf } from './deleted-table.ts';
import { EXPIRE_BACKUPS, PRUNE_EVERY_MS, PRUNE_LOGS, PRUNE_PIECE, PRUNE_PIECES_MAX } from './limits.ts';

const DAY_MS = 86_400_000;

export interface PrunerParts {
  readonly jobs: { wake(): void };
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export class LogPruner extends PeriodicWork {
  readonly #parts: PrunerParts;
  /** Where the round over all logs goes on. */
  #after: Key | undefined;

  constructor(parts: PrunerParts) {
    super({ ...parts, name: 'dynamodb: pruning change logs', everyMs: PRUNE_EVERY_MS });
    this.#parts = parts;
  }

  protected async round(): Promise<void> {
    const after = this.#after;
    const page = await this.#parts.store.range({
      prefix: backupKeys.logs(),
      limit: PRUNE_LOGS,
      ...(after && { after }),
    });
    this.#after = page.next;
    for (const entry of page.entries) await this.eachOf(() => this.#prune(entry));
    await this.#expireBackups();
  }

  async #expireBackups(): Promise<void> {
    const { store, clock, jobs } = this.#parts;
    const [start, end] = [backupKeys.expiry(0, ''), backupKeys.expiry(clock.nowMs(), '')];
    const { entries } = await store.range({ start, end, limit: EXPIRE_BACKUPS });
    for (const expiry of entries) await this.eachOf(() => this.#expireBackup(expiry));
    if (entries.length > 0) jobs.wake();
  }

  async #expireBackup(expiry: Entry): Promise<void> {
    const { store, ids } = this.#parts;
    const { backupId, ...place } = expiryRecord.decode(expiry.value);
    const key = backupKeys.backup(place, backupId);
    await store.transact(ids.uuid(), [expiry.key, key], ([own, entry]) => {
      const backup = entry && backupRecord.decode(entry.value);
      // One that is being restored goes in a later round.
      if (!own || backup?.restoring !== undefined) return { result: undefined };
      const sets = backup ? [removalOf(backup)] : [];
      return { changes: { deletes: entry ? [own.key, key] : [own.key], sets }, result: undefined };
    });
  }

  async #prune(entry: Entry): Promise<void> {
    const log = logRecord.decode(entry.value);
    const beforeMs = log.state === 'removing' ? Number.POSITIVE_INFINITY : await this.#keptFromMs(log);
    if (beforeMs === undefined) return;
    for (let piece = 0; piece < PRUNE_PIECES_MAX && !this.closed; piece++) {
      if (await this.#removePiece(log, beforeMs)) continue;
      const { store, ids } = this.#parts;
      if (log.state === 'removing') await store.commit({ id: ids.uuid(), deletes: [entry.key] });
      return;
    }
  }

  /** Undefined where nothing may go: somebody reads it, or it is kept for nobody's recovery. */
  async #keptFromMs(log: LogRecord): Promise<number | undefined> {
    const entry = await this.#parts.store.get(keys.table(log, log.tableName));
    const table = entry && tableRecord.decode(entry.value);
    if (table?.changeLog?.id !== log.logId || table.changeLog.copies.length > 0 || !table.recovery) return undefined;
    return this.#parts.clock.nowMs() - table.recovery.periodDays * DAY_MS;
  }

  async #removePiece(log: LogRecord, beforeMs: number): Promise<boolean> {
    const { store, ids } = this.#parts;
    const { entries } = await store.range({ prefix: backupKeys.changes(log, log.logId), limit: PRUNE_PIECE });
    const old = entries.slice(0, entries.findLastIndex((entry) => isOlder(entry, beforeMs)) + 1);
    if (old.length > 0) await store.commit({ id: ids.uuid(), deletes: old.map(({ key }) => key) });
    return old.length > 0 && old.length === entries.length;
  }
}

/** A damaged one goes with those behind it. */
function isOlder(entry: Entry, beforeMs: number): boolean {
  if (beforeMs === Number.POSITIVE_INFINITY) return true;
  const value = wholeValue(entry);
  return value !== undefined && decodeLogged(value).atMs < beforeMs;
}
