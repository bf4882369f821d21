/** Uploads in parts that are under way. */
import type { Entry } from '../../../storage/store.ts';
import type { Bucket } from '../bucket-cache.ts';
import { type BucketInput, requireBucket } from '../buckets.ts';
import { noSuchUpload } from '../errors.ts';
import { UPLOAD_ID_CHARS_MAX } from '../limits.ts';
import { checkKey } from '../object-settings.ts';
import type { S3Context } from '../parts.ts';
import { keys, type UploadRecord, uploadRecord } from '../store.ts';

export interface UploadInput extends BucketInput {
  readonly Key: string;
  readonly UploadId: string;
}

export interface FoundUpload {
  readonly bucket: Bucket;
  readonly upload: UploadRecord;
  readonly entry: Entry;
}

/** Throws NoSuchUpload. */
export async function requireUpload(ctx: S3Context, input: UploadInput): Promise<FoundUpload> {
  const found = await findUpload(ctx, input);
  if (!found.entry) throw noSuchUpload(input.UploadId);
  return { bucket: found.bucket, entry: found.entry, upload: uploadRecord.decode(found.entry.value) };
}

/** Throws NoSuchUpload on what can be no upload's id. */
export async function findUpload(
  ctx: S3Context,
  input: UploadInput,
): Promise<{ readonly bucket: Bucket; readonly entry: Entry | undefined }> {
  const bucket = await requireBucket(ctx, input);
  checkKey(input.Key);
  // No key of the store holds ids of any length.
  if (input.UploadId.length > UPLOAD_ID_CHARS_MAX) throw noSuchUpload(input.UploadId);
  const entry = await ctx.store.get(keys.upload(bucket.record, input.Key, input.UploadId));
  return { bucket, entry };
}
