/** ListParts: of an upload that is under way. */
import { canonicalUserId } from '../buckets.ts';
import { describeChecksumValue } from '../checksums.ts';
import { wholeSeconds } from '../conditions.ts';
import { quoted } from '../describe-object.ts';
import { describeAbort, expires } from '../lifecycle/expiration.ts';
import { LIST_PARTS_MAX } from '../limits.ts';
import { readMaxKeys } from '../list-output.ts';
import type { ListPartsOutput, ListPartsRequest, Part } from '../model.ts';
import { requireUpload } from '../multipart/uploads.ts';
import type { S3Context } from '../parts.ts';
import { keys, type PartRecord, partRecord } from '../store.ts';

export async function listParts(ctx: S3Context, input: ListPartsRequest): Promise<ListPartsOutput> {
  const { bucket, upload } = await requireUpload(ctx, input);
  const maxParts = Math.min(readMaxKeys(input.MaxParts, 'max-parts'), LIST_PARTS_MAX);
  const marker = input.PartNumberMarker ?? 0;
  const prefix = keys.uploadParts(bucket.record, input.UploadId);
  const after = keys.uploadPart(bucket.record, input.UploadId, marker);
  const page =
    maxParts === 0 ? { entries: [] } : await ctx.store.range({ prefix, limit: maxParts, ...(marker > 0 && { after }) });
  const parts = page.entries.map(({ value }) => partRecord.decode(value));
  const truncated = 'next' in page && page.next !== undefined;
  return {
    Bucket: input.Bucket,
    Key: input.Key,
    UploadId: input.UploadId,
    ...(expires(bucket) && (await describeAbort(bucket, input.Key, upload.initiatedAtMs))),
    PartNumberMarker: marker,
    NextPartNumberMarker: parts.at(-1)?.number ?? 0,
    MaxParts: maxParts,
    IsTruncated: truncated,
    Parts: parts.map((part) => describePart(part, upload.checksum !== undefined)),
    Initiator: { ID: upload.initiator },
    Owner: { ID: canonicalUserId(bucket.record.accountId) },
    StorageClass: (upload.object.storageClass ?? 'STANDARD') as NonNullable<ListPartsOutput['StorageClass']>,
    ...(upload.checksum && {
      ChecksumAlgorithm: upload.checksum.algorithm as NonNullable<ListPartsOutput['ChecksumAlgorithm']>,
      ChecksumType: upload.checksum.type,
    }),
  };
}

function describePart({ number, modifiedAtMs, etag, sizeBytes, checksum }: PartRecord, withChecksum: boolean): Part {
  return {
    PartNumber: number,
    LastModified: wholeSeconds(modifiedAtMs),
    ETag: quoted(etag),
    Size: sizeBytes,
    ...(withChecksum && describeChecksumValue(checksum)),
  };
}
