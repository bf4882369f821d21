/** UploadPartCopy: a part out of another object, or of a range of it. */
import { storedChecksum, describeChecksumValue } from '../checksums.ts';
import { wholeSeconds } from '../conditions.ts';
import { receive } from '../content.ts';
import { openCopySource, requireCopySource } from '../copy-source.ts';
import { describeKey, readCustomerKey, requireUploadKey } from '../customer-keys.ts';
import { quoted } from '../describe-object.ts';
import { invalidArgument, invalidRequest } from '../errors.ts';
import type { ChecksumAlgorithm } from '../hashers.ts';
import { COPY_BYTES_MAX } from '../limits.ts';
import type { UploadPartCopyOutput, UploadPartCopyRequest } from '../model.ts';
import { checkPartNumber, putPart } from '../multipart/put-part.ts';
import { UNCHOSEN } from '../multipart/upload-checksums.ts';
import { requireUpload } from '../multipart/uploads.ts';
import type { ByteRange } from '../open-content.ts';
import type { S3Context } from '../parts.ts';
import { reread } from '../reread.ts';

export function uploadPartCopy(ctx: S3Context, input: UploadPartCopyRequest): Promise<UploadPartCopyOutput> {
  return reread(() => copyPart(ctx, input));
}

async function copyPart(ctx: S3Context, input: UploadPartCopyRequest): Promise<UploadPartCopyOutput> {
  checkPartNumber(input.PartNumber);
  const { bucket, upload } = await requireUpload(ctx, input);
  const customerKey = readCustomerKey(input);
  requireUploadKey(upload.object.customerKey, customerKey);
  const source = await requireCopySource(ctx, input);
  const range = readCopyRange(input.CopySourceRange, source.record.sizeBytes);
  if (range.end - range.start > COPY_BYTES_MAX) {
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${COPY_BYTES_MAX}`,
    );
  }
  const algorithm = (upload.checksum?.algorithm as ChecksumAlgorithm | undefined) ?? UNCHOSEN.algorithm;
  const bytes = await openCopySource(ctx, source, range);
  const receiving = { bucket: bucket.record, key: input.Key, customerKey, algorithm };
  const received = await receive(ctx, bytes, receiving);
  const etag = Buffer.from(customerKey ? ctx.ids.bytes(16) : received.md5).toString('hex');
  const stored = storedChecksum(algorithm, received.checksum);
  const part = await putPart(ctx, input, { number: input.PartNumber, etag, checksum: stored, received });
  return {
    ...(source.bucket.record.versioning && { CopySourceVersionId: source.record.versionId }),
    CopyPartResult: {
      ETag: quoted(etag),
      LastModified: wholeSeconds(part.modifiedAtMs),
      ...(upload.checksum && describeChecksumValue(stored)),
    },
    ...describeKey(customerKey),
  };
}

/** Messages recorded from AWS, 2026-11-23. */
function readCopyRange(header: string | undefined, sizeBytes: number): ByteRange {
  if (header === undefined) return { start: 0, end: sizeBytes };
  const [, first, last] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header) ?? [];
  const [start, end] = [Number(first), Number(last) + 1];
  if (first === undefined || end <= start) {
    const words =
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based ' +
      'offsets of the first and last bytes to copy';
    throw invalidArgument(words, 'x-amz-copy-source-range', header);
  }
  if (end > sizeBytes) {
    const words = `Range specified is not valid for source object of size: ${sizeBytes}`;
    throw invalidArgument(words, 'x-amz-copy-source-range', header);
  }
  return { start, end };
}
