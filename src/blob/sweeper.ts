/**
 * Removes blobs that no record refers to: a crash fell between their put and the commit, or between the commit that
 * dropped them and their deletion. Only old ones, and only if a sweep some time ago had found the same: a wall clock
 * that jumps cannot make a blob that is just being referenced an orphan.
 */
import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import type { BlobId, Blobs } from './blobs.ts';
import { ORPHAN_AGE_MS, ORPHAN_GRACE_MS, SUSPECTS_MAX, SWEEP_EVERY_MS, SWEEP_PAGE } from './limits.ts';

export interface BlobSweeperParts {
  readonly blobs: Pick<Blobs, 'list' | 'delete'>;
  /** Those of the ids that a record refers to. What it throws ends the sweep, and nothing it was asked of is removed. */
  readonly isReferenced: (ids: readonly BlobId[]) => Promise<ReadonlySet<BlobId>>;
  readonly clock: Clock;
  readonly log: Log;
}

export class BlobSweeper {
  readonly #parts: BlobSweeperParts;
  /** Orphans of earlier sweeps, with the monotonic time at which each was found. */
  readonly #suspects = new Map<BlobId, number>();
  #running: Promise<number> | undefined;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(parts: BlobSweeperParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#cancel = this.#parts.clock.after(SWEEP_EVERY_MS, () => {
      void this.sweep()
        .catch((error: unknown) => this.#parts.log.error('blobs: a sweep of orphans failed', error))
        .finally(() => {
          if (!this.#closed) this.start();
        });
    });
  }

  /** One round over all blobs; resolves with how many were removed. Whoever calls while one runs waits for that one. */
  sweep(): Promise<number> {
    this.#running ??= this.#round().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    await this.#running?.catch(() => undefined);
  }

  async #round(): Promise<number> {
    const { blobs, isReferenced, clock, log } = this.#parts;
    const youngest = clock.nowMs() - ORPHAN_AGE_MS;
    const seen = new Set<BlobId>();
    let removed = 0;
    for (let after: BlobId | undefined; !this.#closed; ) {
      const page = await blobs.list(after, SWEEP_PAGE);
      const old = page.filter((id) => madeAtMs(id) < youngest);
      const referenced = old.length > 0 ? await isReferenced(old) : new Set<BlobId>();
      for (const id of old) {
        if (referenced.has(id)) continue;
        if (await this.#condemn(id)) removed++;
        else if (this.#suspects.has(id)) seen.add(id);
      }
      after = page.at(-1);
      // Ids are ordered by time: behind the first young one all are young.
      if (old.length < page.length || page.length < SWEEP_PAGE) break;
    }
    if (!this.#closed) this.#forget(seen);
    if (removed > 0) log.info('blobs: removed orphans', { blobs: removed });
    return removed;
  }

  /** True where the blob was removed; else it is remembered. */
  async #condemn(id: BlobId): Promise<boolean> {
    const nowMs = this.#parts.clock.monotonicMs();
    const suspectedAtMs = this.#suspects.get(id);
    if (suspectedAtMs === undefined) {
      if (this.#suspects.size < SUSPECTS_MAX) this.#suspects.set(id, nowMs);
      return false;
    }
    if (nowMs - suspectedAtMs < ORPHAN_GRACE_MS) return false;
    await this.#parts.blobs.delete(id);
    this.#suspects.delete(id);
    return true;
  }

  /** Suspects that were not found again have an owner or are gone. */
  #forget(seen: ReadonlySet<BlobId>): void {
    for (const id of this.#suspects.keys()) if (!seen.has(id)) this.#suspects.delete(id);
  }
}

/** The first 48 bits of a time-ordered id. */
const madeAtMs = (id: BlobId): number => Number.parseInt(id.slice(0, 12), 16);
