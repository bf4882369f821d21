/** Blobs in files of a folder, sealed: the adapter of the embedded platform. One process at a time (see folder-lock). */
import { fstatSync } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import { release } from '../kit/release.ts';
import { BatchPool, BatchReader, BatchWriter } from './batches.ts';
import {
  BlobDamagedError,
  type BlobId,
  type BlobInfo,
  BlobMissingError,
  type Blobs,
  BlobsUnavailableError,
} from './blobs.ts';
import { inChunks } from './chunks.ts';
import { BlobFolders, isBlobId } from './folders.ts';
import { ChunkCipher, layoutOf, makeHeader, readHeader, SALT_BYTES } from './format.ts';
import { CHUNK_BYTES, CHUNKS_MAX, LIST_MAX } from './limits.ts';

export interface DiskBlobsOptions {
  readonly folder: string;
  /** 32 bytes, from Sealer.derive. Each blob's own key is made of it. */
  readonly key: Uint8Array;
  /** Of blobs that were written before the master key was changed, oldest first. */
  readonly formerKeys?: readonly Uint8Array[];
  readonly ids: Ids;
  readonly log: Log;
}

export async function openDiskBlobs(options: DiskBlobsOptions): Promise<Blobs> {
  if (options.key.byteLength !== 32) throw new RangeError('The key of the blobs must have 32 bytes');
  const folders = new BlobFolders(options.folder);
  const left = await folders.open();
  if (left > 0) options.log.info('blobs: removed what interrupted writes left', { files: left });
  return new DiskBlobs(options, folders);
}

export type BlobReader = Pick<Blobs, 'read' | 'readAll' | 'list'>;

/** For tools, also beside the process that writes them: changes nothing in the folder. */
export function readDiskBlobs(options: Pick<DiskBlobsOptions, 'folder' | 'key' | 'formerKeys' | 'ids'>): BlobReader {
  return new DiskBlobs(options, new BlobFolders(options.folder));
}

type Range = { readonly start?: number; readonly end?: number };

class DiskBlobs implements Blobs {
  /** The one in use last. */
  readonly #keys: readonly Uint8Array[];
  readonly #ids: Ids;
  readonly #folders: BlobFolders;
  readonly #batches = new BatchPool();

  constructor(
    { key, formerKeys = [], ids }: Pick<DiskBlobsOptions, 'key' | 'formerKeys' | 'ids'>,
    folders: BlobFolders,
  ) {
    this.#keys = [...formerKeys, key];
    this.#ids = ids;
    this.#folders = folders;
  }

  async put(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobInfo> {
    try {
      return await this.#put(bytes);
    } catch (error) {
      throw orShortage(error);
    }
  }

  async #put(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobInfo> {
    const id = this.#ids.timeOrdered();
    const file = this.#folders.incomingPathOf(id);
    const handle = await open(file, 'wx', 0o600);
    try {
      let sizeBytes: number;
      try {
        sizeBytes = await this.#write(handle, id, bytes);
        await handle.datasync();
      } finally {
        await handle.close();
      }
      await this.#folders.publish(id);
      return { id, sizeBytes };
    } catch (error) {
      // What is left after a failure here is swept at the next start.
      await unlink(file).catch(() => undefined);
      throw error;
    }
  }

  async *read(id: BlobId, range: Range = {}): AsyncGenerator<Uint8Array> {
    const start = offset(range.start, 0);
    const end = offset(range.end, Number.MAX_SAFE_INTEGER);
    if (start > end) throw new RangeError(`A range cannot end (${end}) before it starts (${start})`);
    await using handle = await this.#open(id);
    // Of an open file: nothing that could wait for the disk.
    const fileBytes = fstatSync(handle.fd).size;
    const { sizeBytes, chunks } = layoutOf(fileBytes, id);
    // A range past the end also opens the last chunk, which proves that this is the end.
    const first = Math.min(Math.floor(start / CHUNK_BYTES), chunks - 1);
    const behind = start === end ? first : Math.max(first + 1, Math.ceil(Math.min(end, sizeBytes) / CHUNK_BYTES));
    const reader = new BatchReader({ handle, id, fileBytes }, this.#batches, { first, behind });
    try {
      const header = await reader.header();
      const cipher = new ChunkCipher(this.#keyOf(header, id), header, id);
      for await (const { index, sealed } of reader.chunks()) {
        const plain = cipher.open(sealed, index, index === chunks - 1);
        const at = index * CHUNK_BYTES;
        const wanted = plain.subarray(Math.max(0, start - at), Math.max(0, end - at));
        if (wanted.byteLength > 0) yield wanted;
      }
    } finally {
      await reader.close();
    }
  }

  async readAll(id: BlobId, limitBytes: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let sizeBytes = 0;
    for await (const part of this.read(id)) {
      sizeBytes += part.byteLength;
      if (sizeBytes > limitBytes) throw new RangeError(`Blob ${id} has more than the ${limitBytes} bytes asked for`);
      parts.push(part);
    }
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts, sizeBytes);
  }

  async delete(id: BlobId): Promise<void> {
    if (isBlobId(id)) await this.#folders.remove(id);
  }

  async list(after: BlobId | undefined, limit: number): Promise<readonly BlobId[]> {
    if (!(limit >= 1 && limit <= LIST_MAX)) throw new RangeError(`A page of blobs has 1 to ${LIST_MAX}, not ${limit}`);
    return this.#folders.list(after ?? '', limit);
  }

  async #write(handle: FileHandle, id: BlobId, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<number> {
    const header = makeHeader(id, this.#ids.bytes(SALT_BYTES), this.#keys.length - 1);
    const cipher = new ChunkCipher(this.#keyOf(header, id), header, id);
    const writer = new BatchWriter(handle, this.#batches);
    let sizeBytes = 0;
    let index = 0;
    try {
      writer.add(header);
      for await (const { plain, last } of inChunks(bytes)) {
        if (index === CHUNKS_MAX) throw new RangeError(`A blob has at most ${CHUNKS_MAX * CHUNK_BYTES} bytes`);
        const [body, tag] = cipher.seal(plain, index++, last);
        writer.add(body);
        release(body);
        writer.add(tag);
        sizeBytes += plain.byteLength;
        if (writer.isFull || last) await writer.flush();
      }
    } finally {
      await writer.end();
    }
    return sizeBytes;
  }

  #keyOf(header: Uint8Array, id: BlobId): Uint8Array {
    const key = this.#keys[readHeader(Buffer.from(header.buffer, header.byteOffset, header.byteLength), id)];
    if (!key) throw new BlobDamagedError(`Blob ${id} was sealed under a master key that the key file does not hold`);
    return key;
  }

  async #open(id: BlobId): Promise<FileHandle> {
    try {
      if (isBlobId(id)) return await open(this.#folders.pathOf(id), 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw orShortage(error);
    }
    throw new BlobMissingError(`Blob ${id} does not exist`);
  }
}

const SHORTAGES: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE'];

function orShortage(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return SHORTAGES.includes(code) ? new BlobsUnavailableError(String(code), error) : error;
}

function offset(value: number | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError(`A range is made of whole numbers from 0 on, not ${value}`);
}
