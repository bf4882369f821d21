/**
 * CompleteMultipartUpload: the object is made of the parts as they lie; no byte is copied. Parts are read before the
 * commit, and whoever puts one meanwhile changes the upload's record: then it begins anew.
 */
import { ConflictError, type Entry, type Key, wholeValue } from '../../../storage/store.ts';
import { describeChecksumValue } from '../checksums.ts';
import { checkWriteConditions } from '../conditions.ts';
import { describeVersion, quoted } from '../describe-object.ts';
import { invalidRequest, noSuchUpload, operationAborted } from '../errors.ts';
import { COMPLETE_TRIES, COMPLETED_KEPT_MS, OLD_COMPLETIONS } from '../limits.ts';
import { requireBucket } from '../buckets.ts';
import { describeExpiration, expires } from '../lifecycle/expiration.ts';
import type { CompleteMultipartUploadOutput, CompleteMultipartUploadRequest } from '../model.ts';
import { etagOfParts, fingerprintOf, readListedParts } from '../multipart/listed-parts.ts';
import { makePartsContent } from '../multipart/parts-pages.ts';
import { checksumOfParts, checkWhole, UNCHOSEN } from '../multipart/upload-checksums.ts';
import { findUpload } from '../multipart/uploads.ts';
import type { S3Context } from '../parts.ts';
import { putVersion } from '../put-version.ts';
import {
  type BucketRecord,
  type CompletedRecord,
  completedRecord,
  keys,
  type ObjectRecord,
  type UploadRecord,
  uploadRecord,
} from '../store.ts';

export async function completeMultipartUpload(
  ctx: S3Context,
  input: CompleteMultipartUploadRequest,
): Promise<CompleteMultipartUploadOutput> {
  checkWriteConditions(input);
  for (let tries = 0; tries < COMPLETE_TRIES; tries++) {
    const { bucket, entry } = await findUpload(ctx, input);
    if (!entry) return await answerAgain(ctx, bucket.record, input);
    try {
      return await complete(ctx, input, bucket.record, entry);
    } catch (error) {
      if (!(error instanceof PartsChangedError)) throw error;
    }
  }
  throw operationAborted();
}

/** A part was put while the list was being read. */
class PartsChangedError extends Error {}

async function complete(
  ctx: S3Context,
  input: CompleteMultipartUploadRequest,
  bucket: BucketRecord,
  seen: Entry,
): Promise<CompleteMultipartUploadOutput> {
  const { UploadId: uploadId } = input;
  const upload = uploadRecord.decode(seen.value);
  const version = await markCompleting(ctx, seen, upload);
  const parts = await readListedParts(ctx.store, bucket, uploadId, upload, input.MultipartUpload?.Parts);
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  checkSize(input.MpuObjectSize, sizeBytes);
  const checksum = await checksumOfParts(upload.checksum ?? UNCHOSEN, parts);
  checkWhole(input, upload, checksum);
  const { content, sets } = makePartsContent(bucket, ctx.ids.timeOrdered(), parts);
  const object = { ...upload.object, etag: etagOfParts(parts), ...(checksum && { checksum }) };
  const { accountId, region, id: bucketId } = bucket;
  const left = ctx.parts.garbage.noting({ accountId, region, bucketId, uploadId, keptPartsId: content.id });
  const put = await putVersion(ctx, {
    ...input,
    conditions: input,
    received: { content, sizeBytes, sets },
    object,
    finish: async (record) => {
      const now = await ctx.store.get(seen.key);
      if (now?.version !== version) throw new PartsChangedError();
      const completed = completedRecord.encode(completedOf(ctx, input, record));
      return {
        checks: [{ key: seen.key, version }],
        deletes: [seen.key, ...(await oldCompletions(ctx, bucket))],
        sets: [...left.sets, { key: keys.completed(bucket, uploadId), value: completed }],
      };
    },
  });
  ctx.parts.garbage.collect();
  const answer = describe(ctx, input, put.bucket, put.record);
  const now = await requireBucket(ctx, input);
  return expires(now) ? { ...answer, ...(await describeExpiration(now, input.Key, put.record)) } : answer;
}

/** What is kept for whoever asks again goes with later completions, the oldest first; what is damaged says nothing. */
async function oldCompletions(ctx: S3Context, bucket: BucketRecord): Promise<readonly Key[]> {
  const page = await ctx.store.range({ prefix: keys.completedUploads(bucket), limit: OLD_COMPLETIONS });
  const youngestMs = ctx.clock.nowMs() - COMPLETED_KEPT_MS;
  const old = page.entries.filter((entry) => {
    const value = wholeValue(entry);
    return !value || completedRecord.decode(value).completedAtMs < youngestMs;
  });
  return old.map(({ key }) => key);
}

/** The version of the upload's record that no part may change until the commit. */
async function markCompleting(ctx: S3Context, { key, version }: Entry, upload: UploadRecord): Promise<number> {
  // Somebody completes it, or has begun to; as long as the record stays no part was put.
  if (upload.completing) return version;
  try {
    const value = uploadRecord.encode({ ...upload, completing: true });
    return (await ctx.commit({ checks: [{ key, version }], sets: [{ key, value }] })).version;
  } catch (error) {
    throw error instanceof ConflictError ? new PartsChangedError() : error;
  }
}

function checkSize(declared: number | undefined, sizeBytes: number): void {
  if (declared === undefined || declared === sizeBytes) return;
  throw invalidRequest(
    `The provided 'x-amz-mp-object-size' header value ${declared} does not match what was computed: ${sizeBytes}`,
  );
}

function completedOf(
  ctx: S3Context,
  { Key: key, MultipartUpload }: CompleteMultipartUploadRequest,
  { versionId, etag, checksum }: ObjectRecord,
): CompletedRecord {
  const fingerprint = fingerprintOf(MultipartUpload?.Parts);
  return { key, completedAtMs: ctx.clock.nowMs(), fingerprint, versionId, etag, ...(checksum && { checksum }) };
}

/** "If the upload was completed … the request can be repeated and is answered the same" (API reference, 2026-11-27). */
async function answerAgain(
  ctx: S3Context,
  bucket: BucketRecord,
  input: CompleteMultipartUploadRequest,
): Promise<CompleteMultipartUploadOutput> {
  const entry = await ctx.store.get(keys.completed(bucket, input.UploadId));
  const known = entry && completedRecord.decode(entry.value);
  const same = known?.key === input.Key && known.fingerprint === fingerprintOf(input.MultipartUpload?.Parts);
  if (!known || !same) throw noSuchUpload(input.UploadId);
  return describe(ctx, input, bucket, known);
}

function describe(
  ctx: S3Context,
  { Bucket, Key }: CompleteMultipartUploadRequest,
  bucket: BucketRecord,
  record: Pick<ObjectRecord, 'etag' | 'versionId' | 'checksum' | 'customerKey'>,
): CompleteMultipartUploadOutput {
  return {
    Location: `${ctx.endpointUrl}/${Bucket}/${encodeURIComponent(Key)}`,
    Bucket,
    Key,
    ETag: quoted(record.etag),
    ...(!record.customerKey && { ServerSideEncryption: 'AES256' }),
    ...describeVersion(bucket, record),
    ...describeChecksumValue(record.checksum),
    ...(record.checksum && { ChecksumType: record.checksum.type }),
  };
}
