/** GetObjectAttributes: of an object what is asked for, without its bytes. */
import { describeChecksum, describeChecksumValue } from '../checksums.ts';
import { wholeSeconds } from '../conditions.ts';
import { readCustomerKey, requireSameKey } from '../customer-keys.ts';
import { describeVersion } from '../describe-object.ts';
import { requireObject } from '../find-object.ts';
import { LIST_PARTS_MAX } from '../limits.ts';
import { readMaxKeys } from '../list-output.ts';
import type { GetObjectAttributesOutput, GetObjectAttributesRequest, ObjectPart } from '../model.ts';
import { readPartsPage } from '../multipart/parts-pages.ts';
import type { S3Context } from '../parts.ts';
import { reread } from '../reread.ts';
import type { BucketRecord, ObjectRecord, PartRecord, PartsContent, StoredChecksum } from '../store.ts';

export function getObjectAttributes(
  ctx: S3Context,
  input: GetObjectAttributesRequest,
): Promise<GetObjectAttributesOutput> {
  return reread(() => readAttributes(ctx, input));
}

async function readAttributes(ctx: S3Context, input: GetObjectAttributesRequest): Promise<GetObjectAttributesOutput> {
  const { bucket, record } = await requireObject(ctx, input);
  requireSameKey(record.customerKey, readCustomerKey(input));
  const asks = new Set(input.ObjectAttributes);
  const { content, etag, sizeBytes, storageClass = 'STANDARD' } = record;
  return {
    LastModified: wholeSeconds(record.modifiedAtMs),
    ...describeVersion(bucket.record, record),
    ...(asks.has('ETag') && { ETag: etag }),
    ...(asks.has('Checksum') && record.checksum && { Checksum: describeChecksum(withoutCount(record.checksum)) }),
    ...(asks.has('ObjectParts') &&
      content.kind === 'parts' && { ObjectParts: await describeParts(ctx, input, bucket.record, record, content) }),
    ...(asks.has('StorageClass') && {
      StorageClass: storageClass as NonNullable<GetObjectAttributesOutput['StorageClass']>,
    }),
    ...(asks.has('ObjectSize') && { ObjectSize: sizeBytes }),
  };
}

/** Of parts' checksums this operation alone does not say how many there are (as LocalStack has it from AWS, 2026-11-28). */
function withoutCount(checksum: StoredChecksum): StoredChecksum {
  return { ...checksum, value: checksum.value.replace(/-\d+$/, '') };
}

/** The parts themselves "if the object was uploaded with a checksum" of its parts (API reference). */
async function describeParts(
  ctx: S3Context,
  input: GetObjectAttributesRequest,
  bucket: BucketRecord,
  { checksum }: ObjectRecord,
  content: PartsContent,
): Promise<NonNullable<GetObjectAttributesOutput['ObjectParts']>> {
  const total = { TotalPartsCount: content.partsCount };
  if (checksum?.type !== 'COMPOSITE') return total;
  const maxParts = Math.min(readMaxKeys(input.MaxParts, 'max-parts'), LIST_PARTS_MAX);
  const marker = input.PartNumberMarker ?? 0;
  const found: PartRecord[] = [];
  for (const [index, { lastPartNumber }] of content.pages.entries()) {
    if (lastPartNumber <= marker || found.length > maxParts) continue;
    const page = await readPartsPage(ctx.store, bucket, content.id, index);
    found.push(...page.filter(({ number }) => number > marker));
  }
  const parts = found.slice(0, maxParts);
  return {
    ...total,
    PartNumberMarker: marker,
    NextPartNumberMarker: parts.at(-1)?.number ?? 0,
    MaxParts: maxParts,
    IsTruncated: found.length > parts.length,
    Parts: parts.map(describePart),
  };
}

function describePart({ number, sizeBytes, checksum }: PartRecord): ObjectPart {
  return { PartNumber: number, Size: sizeBytes, ...describeChecksumValue(checksum) };
}
