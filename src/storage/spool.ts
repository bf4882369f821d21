/**
 * The spool: an append-only log for what has to outlive kill -9 but may not make a warm invoke wait for the disk.
 * What is appended in one turn of the event loop is written in one go at its end, and whoever answers waits for that; it is
 * synced within 100 ms, and what was synced is given to the handler of its kind, in order, at least once. Semantics:
 * README.md, "Spool".
 */
import { statfsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import { syncFolder } from '../kit/sync-folder.ts';
import { Consumer, type SpoolBatch, type SpoolEntry, type SpoolHandler } from './spool/consumer.ts';
import { encodeFrame } from './spool/frame.ts';
import { GatheredFrames } from './spool/gathered.ts';
import {
  BATCH_ENTRIES_MAX,
  GATHERED_BYTES_MAX,
  ROOM_BYTES,
  SEGMENT_BYTES,
  SPOOL_BYTES_MAX,
  SYNC_AFTER_MS,
} from './spool/limits.ts';
import { PositionFile, type Positions } from './spool/positions.ts';
import { findSegments, markOf, Segment } from './spool/segment.ts';
import { StoreUnavailableError } from './store.ts';

const CLOSED = 'The spool is closed';

export interface Spool {
  /**
   * Written to the file when `written` resolves. Throws StoreUnavailableError where so much waits to be ingested that the
   * spool's bound is reached, or where it is closed or could not be synced.
   */
  append(kind: string, payload: Uint8Array): void;
  /**
   * Resolves when what was appended before is in the file; undefined where nothing waits. What the file could not take
   * (its disk is full) is lost: the log says so, and so does `trouble`.
   */
  written(): Promise<void> | undefined;
  /** Gives every entry of the kind to `handler`, in order, and again until it resolved. Once for each kind. */
  ingest(kind: string, handler: SpoolHandler): void;
  /** Resolves when everything appended before, of kinds with a handler, was handled. Throws what a handler throws. */
  drain(): Promise<void>;
  /** Why it takes no entries now; undefined where it does. */
  trouble(): string | undefined;
  /** Syncs, and lets running handlers end. What is not yet handled is handled after the next start. */
  close(): Promise<void>;
}

export interface SpoolOptions {
  /** Made where it is missing; no other process uses it. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * Where a spool begins of which no file is left, or whose positions are garbage: a position past all that any earlier one
   * in this place had, since handlers leave out what they have seen. 0 where not given.
   */
  readonly beginAt?: () => Promise<number>;
  /** Smaller ones in tests. */
  readonly segmentBytes?: number;
  readonly bytesMax?: number;
}

export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { folder, log } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const segments = await findSegments(folder);
  for (const segment of segments) {
    const state = await segment.recover();
    if (state === 'cut') log.warn('spool: a segment ends with a cut entry', { file: segment.file });
    if (state === 'damaged') await setAside(segment, log);
  }
  // Their names, too, may still be in memory only.
  await syncFolder(folder);
  const positionFile = new PositionFile(folder);
  const positions = await positionFile.read();
  const start = segments.length === 0 || !positions ? await options.beginAt?.() : undefined;
  const spool = new FolderSpool(options, segments, positionFile, positions ?? new Map(), start ?? 0);
  await spool.start();
  return spool;
}

/** A copy of the file is kept for people; what is whole before the damage is still ingested from the file itself. */
async function setAside(segment: Segment, log: Log): Promise<void> {
  const copy = `${segment.file}.damaged`;
  await copyFile(segment.file, copy);
  log.error('spool: a segment is damaged; what stands before that is kept', undefined, { file: segment.file, copy });
}

class FolderSpool implements Spool {
  readonly #options: SpoolOptions;
  readonly #segments: Segment[];
  readonly #positionFile: PositionFile;
  readonly #positions: Map<string, number>;
  readonly #consumers = new Map<string, Consumer>();
  readonly #gathered = new GatheredFrames((bytes, counts) => this.#write(bytes, counts));
  #current: Segment;
  #cancelSync: (() => void) | undefined;
  #syncing: Promise<void> | undefined;
  #refusal: string | undefined;
  /** Of the last write; the next that succeeds ends it. */
  #writeTrouble: string | undefined;

  constructor(
    options: SpoolOptions,
    segments: Segment[],
    positionFile: PositionFile,
    positions: Positions,
    start: number,
  ) {
    this.#options = options;
    // An empty one, of a start after which nothing was written, is taken up again.
    this.#segments = segments.filter((segment) => segment.fileEnd > segment.start);
    this.#positionFile = positionFile;
    this.#positions = new Map(positions);
    this.#current = this.#begin(Math.max(start, ...segments.map((segment) => segment.fileEnd), ...positions.values()));
  }

  async start(): Promise<void> {
    await this.#sync();
    await this.#removeIngested();
  }

  append(kind: string, payload: Uint8Array): void {
    const { bytesMax = SPOOL_BYTES_MAX } = this.#options;
    if (this.#refusal !== undefined) throw new StoreUnavailableError(this.#refusal);
    const frame = encodeFrame(kind, payload);
    if (this.#waitingBytes() + frame.length > bytesMax) {
      this.#writeTrouble = `The spool is full: ${bytesMax} bytes wait to be ingested`;
      throw new StoreUnavailableError(this.#writeTrouble);
    }
    this.#gathered.add(kind, frame);
    if (this.#gathered.sizeBytes >= GATHERED_BYTES_MAX) this.#gathered.write();
  }

  written(): Promise<void> | undefined {
    return this.#gathered.written;
  }

  ingest(kind: string, handler: SpoolHandler): void {
    if (this.#consumers.has(kind)) throw new Error(`The spool has a handler for ${kind}`);
    const { clock, log } = this.#options;
    const consumer = new Consumer({
      kind,
      position: this.#positions.get(kind) ?? 0,
      handler,
      next: (position) => this.#next(kind, position),
      onMoved: () => this.#moved(),
      clock,
      log,
    });
    this.#consumers.set(kind, consumer);
    consumer.wake();
  }

  async drain(): Promise<void> {
    this.#gathered.write();
    const end = this.#current.end;
    while (this.#refusal === undefined && this.#syncedEnd() < end) await this.#sync();
    const reached = await Promise.allSettled([...this.#consumers.values()].map((consumer) => consumer.reach(end)));
    if (this.#refusal !== undefined) throw new StoreUnavailableError(this.#refusal);
    for (const outcome of reached) if (outcome.status === 'rejected') throw outcome.reason;
  }

  trouble(): string | undefined {
    if (this.#writeTrouble !== undefined && this.#hasRoom()) this.#writeTrouble = undefined;
    return this.#refusal ?? this.#writeTrouble;
  }

  async close(): Promise<void> {
    if (this.#refusal === CLOSED) return;
    this.#gathered.write();
    const failure = this.#refusal;
    this.#refusal = CLOSED;
    this.#cancelSync?.();
    await Promise.all([...this.#consumers.values()].map((consumer) => consumer.close()));
    await this.#syncing?.catch(() => undefined);
    if (failure === undefined) await this.#syncAll();
    await this.#remember();
    for (const segment of this.#segments) segment.close();
  }

  #write(frames: Uint8Array, counts: ReadonlyMap<string, number>): void {
    const { segmentBytes = SEGMENT_BYTES, log } = this.#options;
    try {
      if (this.#refusal !== undefined) throw new Error(this.#refusal);
      this.#current.append(counts.keys(), frames);
    } catch (error) {
      this.#writeTrouble = `The spool cannot be written: ${(error as Error).message}`;
      log.error('spool: entries could not be written and are lost', error, Object.fromEntries(counts));
      return;
    }
    this.#writeTrouble = undefined;
    if (this.#current.end - this.#current.start >= segmentBytes) this.#rotate();
    this.#syncSoon();
  }

  #waitingBytes(): number {
    return this.#current.end - (this.#segments[0]?.start ?? this.#current.start) + this.#gathered.sizeBytes;
  }

  #hasRoom(): boolean {
    const { bavail, bsize } = statfsSync(this.#options.folder);
    const { bytesMax = SPOOL_BYTES_MAX } = this.#options;
    return Math.min(bavail * bsize, bytesMax - this.#waitingBytes()) >= ROOM_BYTES;
  }

  /** Where no file can be opened now, the current one grows on. */
  #rotate(): void {
    try {
      this.#current = this.#begin(this.#current.end);
    } catch (error) {
      this.#options.log.warn('spool: the next segment could not be begun yet', { error: String(error) });
    }
  }

  #begin(start: number): Segment {
    const segment = new Segment(this.#options.folder, start);
    segment.create();
    this.#segments.push(segment);
    return segment;
  }

  #syncSoon(): void {
    this.#cancelSync ??= this.#options.clock.after(SYNC_AFTER_MS, () => {
      this.#sync().catch(() => undefined);
    });
  }

  /** Everything before this position is synced. */
  #syncedEnd(): number {
    return (this.#segments.find((segment) => segment.syncedEnd < segment.end) ?? this.#current).syncedEnd;
  }

  /** One at a time; what is appended meanwhile has its turn after it. */
  #sync(): Promise<void> {
    this.#cancelSync?.();
    this.#cancelSync = undefined;
    this.#syncing ??= this.#syncAll().finally(() => {
      this.#syncing = undefined;
      if (this.#refusal === undefined && this.#syncedEnd() < this.#current.end) this.#syncSoon();
    });
    return this.#syncing;
  }

  /** Oldest first, so that nothing is given to a handler before what was written before it. */
  async #syncAll(): Promise<void> {
    try {
      for (const segment of this.#segments.filter(({ syncedEnd, end, named }) => syncedEnd < end || !named)) {
        await segment.sync();
        // It may have been written to, and ended, meanwhile: then its rest is synced in the next round.
        if (segment !== this.#current && segment.syncedEnd === segment.end) segment.close();
      }
    } catch (error) {
      this.#refusal ??= 'The spool could not be synced and takes nothing more until it is started again';
      this.#options.log.error('spool: syncing failed', error);
      throw error;
    }
    for (const consumer of this.#consumers.values()) consumer.wake();
  }

  async #next(kind: string, position: number): Promise<SpoolBatch | undefined> {
    const segment = this.#segments.find(({ end }) => end > position);
    if (!segment) return undefined;
    if (segment.syncedEnd <= Math.max(position, segment.start)) {
      // Behind a cut entry is a gap, which is over as soon as all before it was handled.
      return segment.start > position ? { entries: [], end: segment.start } : undefined;
    }
    const piece = await segment.read(Math.max(position, segment.start));
    if (piece.frames.length === 0) {
      this.#options.log.error('spool: the rest of a segment cannot be read any more', undefined, {
        file: segment.file,
      });
      return { entries: [], end: segment.syncedEnd };
    }
    const entries: SpoolEntry[] = [];
    for (const frame of piece.frames) {
      if (frame.kind !== kind) continue;
      entries.push({ payload: frame.payload, mark: markOf(piece.from + frame.start) });
      if (entries.length === BATCH_ENTRIES_MAX) return { entries, end: piece.from + frame.end };
    }
    return { entries, end: piece.end };
  }

  async #moved(): Promise<void> {
    await this.#remember();
    await this.#removeIngested();
  }

  #remember(): Promise<void> {
    for (const { kind, position } of this.#consumers.values()) this.#positions.set(kind, position);
    return this.#positionFile.write(this.#positions);
  }

  /** The current one stays: its name keeps positions from being used again. */
  async #removeIngested(): Promise<void> {
    if (!this.#current.named) return;
    for (const segment of this.#segments.filter((candidate) => this.#isIngested(candidate))) {
      this.#segments.splice(this.#segments.indexOf(segment), 1);
      segment.close();
      await segment.remove();
    }
  }

  #isIngested(segment: Segment): boolean {
    if (segment === this.#current || segment.syncedEnd < segment.end) return false;
    return [...segment.kinds].every((kind) => (this.#positions.get(kind) ?? 0) >= segment.end);
  }
}
