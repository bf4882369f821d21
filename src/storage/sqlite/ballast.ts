/**
 * A file that only takes up room: freed when the disk is full, so that the store can still be shut down in order and
 * opened, and written again at a start with room. While it is gone the store takes no commits, or they would eat up that room.
 */
import { closeSync, fdatasyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../../kit/clock.ts';
import type { Log } from '../../kit/log.ts';
import { BALLAST_BYTES, FULL_PROBE_MS, OPENING_BYTES } from './limits.ts';

const PIECE_BYTES = 1024 * 1024;

export class Ballast {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #log: Log;
  /** When a full disk was last looked at; undefined while there is room. */
  #probedAtMs: number | undefined;

  constructor(storeFile: string, clock: Clock, log: Log) {
    this.#file = `${storeFile}.ballast`;
    this.#clock = clock;
    this.#log = log;
  }

  /** Opening the store needs some room (for the index of its log): where there is none, that of the ballast. */
  beforeOpening(): void {
    if (this.#freeBytes() >= OPENING_BYTES || sizeOf(this.#file) === 0) return;
    rmSync(this.#file);
    this.diskFull();
  }

  opened(): void {
    if (this.#probedAtMs === undefined) this.#write();
  }

  /** The disk is full: stop taking commits until there is room again. */
  diskFull(): void {
    if (this.#probedAtMs === undefined) this.#log.warn('storage: the disk is full; changes are refused', {});
    this.#probedAtMs = this.#clock.monotonicMs();
  }

  /** Looks at the disk once in a while. */
  isDiskFull(): boolean {
    if (this.#probedAtMs === undefined) return false;
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#probedAtMs < FULL_PROBE_MS) return true;
    this.#probedAtMs = nowMs;
    if (this.#freeBytes() < 2 * BALLAST_BYTES) return true;
    this.#log.info('storage: there is room on the disk again');
    this.#probedAtMs = undefined;
    return false;
  }

  /** Before the store is closed: gives its room to the last checkpoint, where it is needed. */
  close(): void {
    if (this.#probedAtMs !== undefined) rmSync(this.#file, { force: true });
  }

  #write(): void {
    if (sizeOf(this.#file) === BALLAST_BYTES) return;
    if (this.#freeBytes() < 2 * BALLAST_BYTES) {
      this.#log.warn('storage: the disk is nearly full; there is no room for the ballast file', { file: this.#file });
      return;
    }
    const file = openSync(this.#file, 'w', 0o600);
    try {
      // Not zeros, which some file systems do not store.
      const piece = Buffer.alloc(PIECE_BYTES, 'ballast of a Virga store ');
      for (let at = 0; at < BALLAST_BYTES; at += PIECE_BYTES) writeSync(file, piece, 0, PIECE_BYTES, at);
      fdatasyncSync(file);
    } catch (error) {
      rmSync(this.#file, { force: true });
      this.#log.warn('storage: the ballast file could not be written', { error: String(error) });
    } finally {
      closeSync(file);
    }
  }

  #freeBytes(): number {
    const { bavail, bsize } = statfsSync(dirname(this.#file));
    return bavail * bsize;
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
