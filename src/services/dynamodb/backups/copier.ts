/**
 * Copies tables in the background, piece by piece (copy-piece.ts): each piece is one commit with how far it came, so
 * that a copy goes on after a restart.
 */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../kit/clock.ts';
import type { Ids } from '../../../kit/ids.ts';
import type { Log } from '../../../kit/log.ts';
import { ConflictError, type Entry, type Key, type Store } from '../../../storage/store.ts';
import { PeriodicWork } from '../background.ts';
import { backupKeys, type CopyRecord, copyRecord } from '../store-backups.ts';
import type { TableCache } from '../tables/cache.ts';
import { COPIES_PAGE, COPY_EVERY_MS } from './limits.ts';

export interface CopierParts {
  readonly store: Store;
  readonly tables: TableCache;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export interface RunningCopy {
  readonly entry: Entry;
  readonly copy: CopyRecord;
}

export class Copier extends PeriodicWork {
  readonly #parts: CopierParts;

  constructor(parts: CopierParts) {
    super({ ...parts, name: 'dynamodb: copying a table', everyMs: COPY_EVERY_MS });
    this.#parts = parts;
  }

  protected async round(): Promise<void> {
    let after: Key | undefined;
    do {
      const prefix = backupKeys.copies();
      const page = await this.#parts.store.range({ prefix, limit: COPIES_PAGE, ...(after && { after }) });
      for (const { key } of page.entries) await this.eachOf(() => this.#complete(key));
      after = page.next;
    } while (after && !this.closed);
  }

  async #complete(key: Key): Promise<void> {
    while (!this.closed) {
      const entry = await this.#parts.store.get(key);
      if (!entry) return;
      try {
        const { copyPiece } = await import('./copy-piece.ts');
        await copyPiece(this.#parts, { entry, copy: copyRecord.decode(entry.value) });
      } catch (error) {
        // What it was based on has changed: it is looked at again.
        if (!(error instanceof ConflictError)) throw error;
      }
      // Requests come first.
      await setImmediate();
    }
  }
}
