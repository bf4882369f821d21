/** What DynamoDB asks of S3, for exports and imports. All of it throws S3's errors. */
import type { Context } from '../service.ts';

export interface MeantBucket {
  readonly bucket: string;
  /** The account that is expected to own it. */
  readonly owner?: string | undefined;
}

export interface FoundObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}

type Caller = Pick<Context, 'authorize'>;

/** The caller's rights are asked for by `require…`, which throw what `authorize` throws; the rest has them. */
export interface ObjectStore {
  requirePut(caller: Caller, bucket: MeantBucket, key: string): Promise<void>;
  requireList(caller: Caller, bucket: MeantBucket, prefix: string): Promise<void>;
  requireRead(caller: Caller, bucket: MeantBucket, key: string): Promise<void>;
  put(bucket: MeantBucket, key: string, bytes: Uint8Array): Promise<{ readonly etag: string }>;
  /** A page in the order of keys, and its last key where more follow. */
  list(
    bucket: MeantBucket,
    prefix: string,
    after: string | undefined,
  ): Promise<{ readonly objects: readonly FoundObject[]; readonly last: string | undefined }>;
  read(bucket: MeantBucket, key: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}
