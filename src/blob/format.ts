/**
 * What a blob's file holds: a header of 64 bytes, then chunks of 64 KiB, each ciphered with AES-256-GCM and followed by
 * its tag; only the last is shorter (an empty blob has one, empty). The key is the blob's own, made of the header with
 * its salt, so that a changed header opens nothing; the nonce is the chunk's number and whether it is the last, so that
 * chunks cannot be swapped, left out or cut off.
 */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { BlobDamagedError, type BlobId } from './blobs.ts';
import { CHUNK_BYTES } from './limits.ts';

export const HEADER_BYTES = 64;
export const SALT_BYTES = 32;
const TAG_BYTES = 16;
export const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;

const MAGIC = Buffer.from('VIRGABLB');
const VERSION = 1;
const CHUNK_SIZE_LOG2 = 16;
const KEY_NUMBER_AT = MAGIC.length + 2;
const ID_AT = 16;
const SALT_AT = 32;

/** Magic, version, chunk size, the number of the key that the blob's is made of, five bytes of zero; its id; its salt. */
export function makeHeader(id: BlobId, salt: Uint8Array, keyNumber: number): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header[MAGIC.length] = VERSION;
  header[MAGIC.length + 1] = CHUNK_SIZE_LOG2;
  header[KEY_NUMBER_AT] = keyNumber;
  header.write(id, ID_AT, 'hex');
  header.set(salt, SALT_AT);
  return header;
}

/**
 * The number of its key. Throws BlobDamagedError on what is not the header of this blob. Its salt is proved by the first
 * chunk that opens.
 */
export function readHeader(header: Buffer, id: BlobId): number {
  if (header.length < HEADER_BYTES) throw new BlobDamagedError(`Blob ${id} is shorter than its header`);
  if (header.compare(MAGIC, 0, MAGIC.length, 0, MAGIC.length) !== 0) {
    throw new BlobDamagedError(`The file of blob ${id} holds no blob`);
  }
  const version = header[MAGIC.length];
  if (version !== VERSION) throw new BlobDamagedError(`Blob ${id} has version ${version}, which is not known here`);
  if (header[MAGIC.length + 1] !== CHUNK_SIZE_LOG2) throw new BlobDamagedError(`Blob ${id} has an unknown chunk size`);
  const found = header.toString('hex', ID_AT, SALT_AT);
  if (found !== id) throw new BlobDamagedError(`The file of blob ${id} holds blob ${found}`);
  return header[KEY_NUMBER_AT] ?? 0;
}

export interface Layout {
  readonly sizeBytes: number;
  readonly chunks: number;
}

/** What a file of this size must hold. Throws BlobDamagedError where no blob has such a file. */
export function layoutOf(fileBytes: number, id: BlobId): Layout {
  const body = fileBytes - HEADER_BYTES;
  const chunks = Math.ceil(body / SEALED_CHUNK_BYTES);
  const lastBytes = body - (chunks - 1) * SEALED_CHUNK_BYTES;
  if (body < TAG_BYTES || lastBytes < TAG_BYTES) throw new BlobDamagedError(`Blob ${id} is cut off`);
  return { sizeBytes: body - chunks * TAG_BYTES, chunks };
}

/** Where a chunk begins in the file. */
export const chunkAt = (index: number): number => HEADER_BYTES + index * SEALED_CHUNK_BYTES;

/** Seals and opens the chunks of one blob. */
export class ChunkCipher {
  readonly #key: Uint8Array;
  readonly #id: BlobId;

  constructor(storeKey: Uint8Array, header: Uint8Array, id: BlobId) {
    this.#key = createHmac('sha256', storeKey).update(header).digest();
    this.#id = id;
  }

  /** The ciphered bytes and their tag, to be written one behind the other. */
  seal(plain: Uint8Array, index: number, last: boolean): readonly [Uint8Array, Uint8Array] {
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonceOf(index, last), { authTagLength: TAG_BYTES });
    const body = cipher.update(plain);
    cipher.final();
    return [body, cipher.getAuthTag()];
  }

  open(sealed: Uint8Array, index: number, last: boolean): Uint8Array {
    if (sealed.byteLength < TAG_BYTES) throw this.#damaged(index);
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonceOf(index, last), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const plain = decipher.update(sealed.subarray(0, -TAG_BYTES));
    try {
      decipher.final();
    } catch {
      throw this.#damaged(index);
    }
    return plain;
  }

  #damaged(index: number): BlobDamagedError {
    return new BlobDamagedError(
      `Blob ${this.#id} is damaged in chunk ${index}, or was sealed under another master key`,
    );
  }
}

function nonceOf(index: number, last: boolean): Uint8Array {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(index, 7);
  nonce[11] = last ? 1 : 0;
  return nonce;
}
