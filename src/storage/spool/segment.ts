/**
 * One file of the spool. Its name is the position at which it begins; positions count bytes over the life of the spool
 * and never come again, so that the marks made of them do not either.
 */
import { closeSync, fdatasync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { syncFolder } from '../../kit/sync-folder.ts';
import { FRAME_BYTES_MAX, type Frame, readFrame } from './frame.ts';
import { BATCH_BYTES } from './limits.ts';

const SUFFIX = '.spool';
const POSITION_DIGITS = 16;
const SEGMENT_NAME = /^[0-9a-f]{16}\.spool$/;
const dataSync = promisify(fdatasync);

/** A position as text whose order is that of the positions. */
export const markOf = (position: number): string => position.toString(16).padStart(POSITION_DIGITS, '0');

/** The frames that begin in one piece of a segment; their places count from `from`. */
export interface Piece {
  readonly from: number;
  readonly frames: readonly Frame[];
  /** The position behind the last frame. */
  readonly end: number;
}

interface Through {
  readonly state: 'whole' | 'cut' | 'damaged';
  /** Whole entries. */
  readonly count: number;
  readonly size: number;
}

export class Segment {
  readonly file: string;
  readonly start: number;
  /** Kinds of the entries in it. */
  readonly kinds = new Set<string>();
  #end: number;
  #syncedEnd: number;
  #fileEnd: number;
  #descriptor: number | undefined;
  #named = false;

  constructor(folder: string, start: number) {
    this.file = path.join(folder, markOf(start) + SUFFIX);
    this.start = start;
    this.#end = start;
    this.#syncedEnd = start;
    this.#fileEnd = start;
  }

  /** The position behind its last whole entry. */
  get end(): number {
    return this.#end;
  }

  /** The position up to which it is safe from a loss of power. */
  get syncedEnd(): number {
    return this.#syncedEnd;
  }

  /** Where the next segment begins: behind everything that was ever written here, whole or not. */
  get fileEnd(): number {
    return Math.max(this.#fileEnd, this.#end);
  }

  /** Whether its name is in the folder for good. */
  get named(): boolean {
    return this.#named;
  }

  create(): void {
    this.#descriptor = openSync(this.file, 'a', 0o600);
  }

  /** Whole frames of these kinds, written when it returns. A write that fails half-way is undone: the next follows a whole entry. */
  append(kinds: Iterable<string>, frames: Uint8Array): void {
    if (this.#descriptor === undefined) throw new Error('This segment takes no entries');
    let written = 0;
    try {
      while (written < frames.length) written += writeSync(this.#descriptor, frames, written);
    } catch (error) {
      this.#undo(this.#descriptor);
      throw error;
    }
    this.#end += frames.length;
    for (const kind of kinds) this.kinds.add(kind);
  }

  async sync(): Promise<void> {
    const end = this.#end;
    if (end === this.#syncedEnd && this.#named) return;
    if (this.#descriptor === undefined) throw new Error(`${this.file} was closed before it was synced`);
    await dataSync(this.#descriptor);
    if (!this.#named) await syncFolder(path.dirname(this.file));
    this.#named = true;
    this.#syncedEnd = end;
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  /**
   * Reads one that an earlier process wrote up to its last whole entry, behind which may stand one that was cut by a
   * crash, or bytes that no crash of ours leaves.
   */
  async recover(): Promise<Through['state']> {
    await using handle = await open(this.file, 'r+');
    const { state, size } = await this.#readThrough(handle);
    // What a killed process wrote may still be in memory only.
    await handle.datasync();
    this.#syncedEnd = this.#end;
    this.#fileEnd = this.start + size;
    this.#named = true;
    return state;
  }

  /** The same, changing nothing: for tools. */
  async inspect(): Promise<Pick<Through, 'state' | 'count'> & { readonly wholeBytes: number }> {
    await using handle = await open(this.file, 'r');
    const { state, count } = await this.#readThrough(handle);
    return { state, count, wholeBytes: this.#end - this.start };
  }

  async #readThrough(handle: FileHandle): Promise<Through> {
    const { size } = await handle.stat();
    let count = 0;
    for (;;) {
      const { frames, end } = await readFrames(handle, this.#end - this.start, size);
      if (frames.length === 0) break;
      for (const frame of frames) this.kinds.add(frame.kind);
      count += frames.length;
      this.#end = this.start + end;
    }
    if (this.#end - this.start === size) return { state: 'whole', count, size };
    return { state: (await this.#isCut(handle, size)) ? 'cut' : 'damaged', count, size };
  }

  async #isCut(handle: FileHandle, size: number): Promise<boolean> {
    const from = this.#end - this.start;
    const rest = Buffer.alloc(Math.min(size - from, FRAME_BYTES_MAX));
    await handle.read(rest, 0, rest.length, from);
    return readFrame(rest, 0) === 'short';
  }

  /** Frames from a position on. None where they cannot be read any more. */
  async read(position: number): Promise<Piece> {
    await using handle = await open(this.file, 'r');
    const from = position - this.start;
    const { frames, end } = await readFrames(handle, from, this.#syncedEnd - this.start);
    return { from: position, frames, end: this.start + end };
  }

  remove(): Promise<void> {
    return rm(this.file, { force: true });
  }

  #undo(descriptor: number): void {
    try {
      ftruncateSync(descriptor, this.#end - this.start);
    } catch {
      this.close();
    }
  }
}

/** The segments in a folder, oldest first, and how much lies in it. */
export async function findSegments(folder: string): Promise<Segment[]> {
  const names = (await readdir(folder)).filter((name) => SEGMENT_NAME.test(name)).toSorted();
  return names.map((name) => new Segment(folder, Number.parseInt(name, 16)));
}

/** Frames of some BATCH_BYTES from an offset of the file on, never past `size`; of a larger one, that alone. */
async function readFrames(handle: FileHandle, from: number, size: number): Promise<{ frames: Frame[]; end: number }> {
  for (const want of [BATCH_BYTES, FRAME_BYTES_MAX]) {
    const buffer = Buffer.allocUnsafe(Math.min(want, size - from));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
    const bytes = buffer.subarray(0, bytesRead);
    const frames: Frame[] = [];
    let end = 0;
    for (let frame = readFrame(bytes, 0); typeof frame === 'object'; frame = readFrame(bytes, end)) {
      frames.push(frame);
      end = frame.end;
      if (want > BATCH_BYTES) break;
    }
    if (frames.length > 0 || bytesRead < want) return { frames, end: from + end };
  }
  return { frames: [], end: from };
}
