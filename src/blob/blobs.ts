/** Bytes too large for a record. A blob has one owner and never changes; every adapter passes blobs.suite.ts. */
import { UnavailableError } from '../kit/unavailable.ts';

/** Time-ordered id, 32 hexadecimal digits. */
export type BlobId = string;

export interface BlobInfo {
  readonly id: BlobId;
  /** Of the plain bytes. */
  readonly sizeBytes: number;
}

export interface Blobs {
  /**
   * Durable when it resolves; reference it by a commit then, or it is swept after 24 h. A piece of a stream is not looked
   * at again once the next is asked for.
   */
  put(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobInfo>;
  /**
   * Plain bytes [start, end) of it, each chunk authenticated. The pieces are the reader's own. Throws BlobMissingError or
   * BlobDamagedError.
   */
  read(id: BlobId, range?: { readonly start?: number; readonly end?: number }): AsyncIterable<Uint8Array>;
  readAll(id: BlobId, limitBytes: number): Promise<Uint8Array>;
  /** Idempotent. */
  delete(id: BlobId): Promise<void>;
  /** A page of ids in order, behind `after`; for the sweeper and for checks. */
  list(after: BlobId | undefined, limit: number): Promise<readonly BlobId[]>;
}

export class BlobMissingError extends Error {
  override readonly name = 'BlobMissingError';
}

/** The disk is full, or no more files can be opened: try again later. Nothing of a put that failed is left. */
export class BlobsUnavailableError extends UnavailableError {
  override readonly name = 'BlobsUnavailableError';
  /** The system's: `ENOSPC`. */
  readonly code: string;
  constructor(code: string, cause: unknown) {
    super(`Blobs cannot be written or opened now (${code})`, { cause });
    this.code = code;
  }
}

export class BlobDamagedError extends Error {
  override readonly name = 'BlobDamagedError';
}
