/** Reads and writes a blob's sealed chunks many at a time, in buffers that are used again. */
import type { FileHandle } from 'node:fs/promises';
import { release } from '../kit/release.ts';
import { BlobDamagedError, type BlobId } from './blobs.ts';
import { chunkAt, HEADER_BYTES, SEALED_CHUNK_BYTES } from './format.ts';
import { BATCH_CHUNKS, IDLE_BATCHES_MAX } from './limits.ts';

/** Room for the header, too, which stands in front of the first. */
export const BATCH_BYTES = HEADER_BYTES + BATCH_CHUNKS * SEALED_CHUNK_BYTES;

/** Fresh memory costs its pages each time. */
export class BatchPool {
  readonly #idle: Buffer[] = [];

  take(): Buffer {
    return this.#idle.pop() ?? Buffer.allocUnsafeSlow(BATCH_BYTES);
  }

  give(batch: Buffer): void {
    if (this.#idle.length < IDLE_BATCHES_MAX) this.#idle.push(batch);
    else release(batch);
  }
}

/** One batch is written while the next is filled; never more than two are held. */
export class BatchWriter {
  readonly #handle: FileHandle;
  readonly #pool: BatchPool;
  #batch: Buffer;
  #filledBytes = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(handle: FileHandle, pool: BatchPool) {
    this.#handle = handle;
    this.#pool = pool;
    this.#batch = pool.take();
  }

  add(bytes: Uint8Array): void {
    this.#batch.set(bytes, this.#filledBytes);
    this.#filledBytes += bytes.byteLength;
  }

  /** Whether another chunk has no room. */
  get isFull(): boolean {
    return this.#filledBytes + SEALED_CHUNK_BYTES > BATCH_BYTES;
  }

  /** Resolves when the batch before was written. */
  async flush(): Promise<void> {
    await this.#writing;
    const batch = this.#batch;
    this.#writing = writeAll(this.#handle, batch.subarray(0, this.#filledBytes)).finally(() => this.#pool.give(batch));
    // Who waits for it comes later; a failure is met there.
    this.#writing.catch(() => undefined);
    this.#batch = this.#pool.take();
    this.#filledBytes = 0;
  }

  /** Whatever was not flushed is dropped. */
  async end(): Promise<void> {
    this.#pool.give(this.#batch);
    await this.#writing;
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength; ) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.byteLength - at);
    at += bytesWritten;
  }
}

export interface OpenFile {
  readonly handle: FileHandle;
  readonly id: BlobId;
  readonly fileBytes: number;
}

export interface SealedChunk {
  readonly index: number;
  /** Valid until the next is asked for. */
  readonly sealed: Buffer;
}

/** Sealed chunks [first, behind), a batch read ahead of the one that is being used. */
export class BatchReader {
  readonly #file: OpenFile;
  readonly #pool: BatchPool;
  readonly #first: number;
  readonly #behind: number;
  /** The first chunk that was not yet asked of the disk. */
  #next: number;
  #reading: Promise<Buffer> | undefined;
  readonly #taken = new Set<Buffer>();

  constructor(file: OpenFile, pool: BatchPool, { first, behind }: { readonly first: number; readonly behind: number }) {
    this.#file = file;
    this.#pool = pool;
    this.#first = first;
    this.#behind = behind;
    this.#next = first;
  }

  /** First of all; where the first chunk is wanted, it comes with it. */
  async header(): Promise<Buffer> {
    this.#readAhead();
    if (this.#first === 0 && this.#reading) return (await this.#reading).subarray(0, HEADER_BYTES);
    const header = Buffer.allocUnsafe(HEADER_BYTES);
    await readExactly(this.#file, header, 0);
    return header;
  }

  async *chunks(): AsyncGenerator<SealedChunk> {
    let index = this.#first;
    while (this.#reading) {
      const batch = await this.#reading;
      this.#reading = undefined;
      this.#readAhead();
      const begin = index === 0 ? HEADER_BYTES : 0;
      for (let at = begin; at < batch.byteLength; at += SEALED_CHUNK_BYTES, index++) {
        yield { index, sealed: batch.subarray(at, at + SEALED_CHUNK_BYTES) };
      }
      this.#give(batch);
    }
  }

  /** The file is closed behind it: not while a read of it is under way. */
  async close(): Promise<void> {
    await this.#reading?.catch(() => undefined);
    for (const buffer of this.#taken) this.#pool.give(buffer);
    this.#taken.clear();
  }

  #readAhead(): void {
    const from = this.#next;
    if (from >= this.#behind) return;
    this.#next = Math.min(from + BATCH_CHUNKS, this.#behind);
    const start = from === 0 ? 0 : chunkAt(from);
    const end = Math.min(chunkAt(this.#next), this.#file.fileBytes);
    const buffer = this.#pool.take();
    this.#taken.add(buffer);
    this.#reading = readExactly(this.#file, buffer.subarray(0, end - start), start);
    // Who waits for it comes later, or not at all; a failure is met there.
    this.#reading.catch(() => undefined);
  }

  #give(batch: Buffer): void {
    for (const buffer of this.#taken) {
      if (buffer.buffer !== batch.buffer) continue;
      this.#taken.delete(buffer);
      this.#pool.give(buffer);
    }
  }
}

async function readExactly({ handle, id }: OpenFile, into: Buffer, position: number): Promise<Buffer> {
  for (let at = 0; at < into.byteLength; ) {
    const { bytesRead } = await handle.read(into, at, into.byteLength - at, position + at);
    if (bytesRead === 0) throw new BlobDamagedError(`Blob ${id} is cut off at byte ${position + at} of its file`);
    at += bytesRead;
  }
  return into;
}
