/**
 * Reads every blob from time to time, slowly, so that what was damaged on disk is known before somebody needs it: in the
 * log, and in the health answer. Nothing is changed; a backup brings it back.
 */
import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import { release } from '../kit/release.ts';
import { BlobDamagedError, type BlobId, BlobMissingError, type Blobs } from './blobs.ts';
import { DAMAGED_MAX, SCRUB_EVERY_MS, SCRUB_PAGE, SCRUB_PAUSE_MS, SCRUB_STEP_BYTES } from './limits.ts';

export interface BlobScrubberParts {
  readonly blobs: Pick<Blobs, 'list' | 'read'>;
  readonly clock: Clock;
  readonly log: Log;
}

export class BlobScrubber {
  readonly #parts: BlobScrubberParts;
  readonly #damaged = new Set<BlobId>();
  #running: Promise<void> | undefined;
  #cancel: (() => void) | undefined;
  #wake: (() => void) | undefined;
  #closed = false;

  constructor(parts: BlobScrubberParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#cancel = this.#parts.clock.after(SCRUB_EVERY_MS, () => {
      void this.scrub()
        .catch((error: unknown) => this.#parts.log.error('blobs: they could not be read through', error))
        .finally(() => {
          if (!this.#closed) this.start();
        });
    });
  }

  /** One round over all blobs. Whoever calls while one runs waits for that one. */
  scrub(): Promise<void> {
    this.#running ??= this.#round().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Why the blobs are not well; undefined where they are. */
  trouble(): string | undefined {
    if (this.#damaged.size === 0) return undefined;
    const { size } = this.#damaged;
    return `${size} blob${size === 1 ? ' is' : 's are'} damaged: ./virga check names what refers to them, a backup brings them back`;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    this.#wake?.();
    await this.#running?.catch(() => undefined);
  }

  async #round(): Promise<void> {
    const seen = new Set<BlobId>();
    for (let after: BlobId | undefined; !this.#closed; ) {
      const page = await this.#parts.blobs.list(after, SCRUB_PAGE);
      for (const id of page) {
        if (this.#closed) return;
        await this.#look(id);
        if (this.#damaged.has(id)) seen.add(id);
      }
      after = page.at(-1);
      if (page.length < SCRUB_PAGE) break;
    }
    if (this.#closed) return;
    for (const id of this.#damaged) if (!seen.has(id)) this.#damaged.delete(id);
  }

  async #look(id: BlobId): Promise<void> {
    try {
      let sinceBytes = 0;
      for await (const bytes of this.#parts.blobs.read(id)) {
        sinceBytes += bytes.byteLength;
        release(bytes);
        if (this.#closed) return;
        if (sinceBytes < SCRUB_STEP_BYTES) continue;
        sinceBytes = 0;
        await this.#pause();
      }
      this.#damaged.delete(id);
    } catch (error) {
      if (error instanceof BlobMissingError) return;
      if (!(error instanceof BlobDamagedError)) throw error;
      this.#parts.log.error('blobs: one is damaged', error, { blobId: id });
      if (this.#damaged.size < DAMAGED_MAX) this.#damaged.add(id);
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#parts.clock.after(SCRUB_PAUSE_MS, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
