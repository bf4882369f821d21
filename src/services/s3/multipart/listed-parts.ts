/** Holds the list of parts that completes an upload against the parts that were put. */
import { createHash } from 'node:crypto';
import type { Store } from '../../../storage/store.ts';
import { WireError } from '../../../wire/error.ts';
import { matches } from '../conditions.ts';
import { invalidRequest, malformedXml } from '../errors.ts';
import type { ChecksumAlgorithm } from '../hashers.ts';
import { LIST_PARTS_MAX, PART_BYTES_MIN, PARTS_MAX } from '../limits.ts';
import type { CompletedPart } from '../model.ts';
import { type BucketPlace, keys, type PartRecord, partRecord, type UploadRecord } from '../store.ts';

/** Throws MalformedXML, InvalidPartOrder, InvalidPart or EntityTooSmall. */
export async function readListedParts(
  store: Pick<Store, 'range'>,
  bucket: BucketPlace,
  uploadId: string,
  upload: UploadRecord,
  listed: readonly CompletedPart[] | undefined,
): Promise<readonly PartRecord[]> {
  if (!listed || listed.length === 0 || listed.length > PARTS_MAX) throw malformedXml();
  checkOrder(listed, uploadId, upload);
  const present = await readParts(store, bucket, uploadId);
  const parts = listed.map((part) => partOf(part, present, uploadId, upload));
  checkSizes(parts, uploadId);
  return parts;
}

/**
 * "When an additional checksum is applied to each part, the PartNumber must start at 1 and the part numbers must be
 * consecutive. Otherwise … 400 … InvalidPartOrder" (API reference, CompletedPart).
 */
function checkOrder(listed: readonly CompletedPart[], uploadId: string, { checksum }: UploadRecord): void {
  let last = 0;
  for (const { PartNumber = 0 } of listed) {
    if (PartNumber <= last || (checksum?.type === 'COMPOSITE' && PartNumber > last + 1)) {
      const words = 'The list of parts was not in ascending order. Parts must be ordered by part number.';
      throw new WireError('InvalidPartOrder', 400, words, { UploadId: uploadId });
    }
    last = PartNumber;
  }
}

async function readParts(
  store: Pick<Store, 'range'>,
  bucket: BucketPlace,
  uploadId: string,
): Promise<ReadonlyMap<number, PartRecord>> {
  const parts = new Map<number, PartRecord>();
  const prefix = keys.uploadParts(bucket, uploadId);
  let page = await store.range({ prefix, limit: LIST_PARTS_MAX });
  for (;;) {
    for (const { value } of page.entries) {
      const part = partRecord.decode(value);
      parts.set(part.number, part);
    }
    if (!page.next) return parts;
    page = await store.range({ prefix, limit: LIST_PARTS_MAX, after: page.next });
  }
}

function partOf(
  listed: CompletedPart,
  present: ReadonlyMap<number, PartRecord>,
  uploadId: string,
  { checksum }: UploadRecord,
): PartRecord {
  const { PartNumber = 0, ETag = '' } = listed;
  const part = present.get(PartNumber);
  if (!part || !matches(ETag, part.etag)) throw invalidPart(listed, uploadId);
  if (checksum?.type === 'COMPOSITE' && listed[`Checksum${checksum.algorithm as ChecksumAlgorithm}`] === undefined) {
    throw invalidRequest(
      `The upload was created using a ${checksum.algorithm.toLowerCase()} checksum. The complete request must include the ` +
        `checksum for each part. It was missing for part ${PartNumber} in the request.`,
    );
  }
  const stored = part.checksum;
  const declared = stored && listed[`Checksum${stored.algorithm as ChecksumAlgorithm}`];
  if (declared !== undefined && declared !== stored?.value) throw invalidPart(listed, uploadId);
  return part;
}

/** Two spaces, as AWS has them (recorded from AWS, 2026-11-23). */
function invalidPart({ PartNumber, ETag }: CompletedPart, uploadId: string): WireError {
  const words =
    'One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified ' +
    "entity tag may not match the part's entity tag.";
  const fields = { UploadId: uploadId, PartNumber: String(PartNumber), ETag: ETag?.replaceAll('"', '') ?? '' };
  return new WireError('InvalidPart', 400, words, fields);
}

function checkSizes(parts: readonly PartRecord[], uploadId: string): void {
  for (const { number, sizeBytes, etag } of parts.slice(0, -1)) {
    if (sizeBytes >= PART_BYTES_MIN) continue;
    throw new WireError('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size', {
      ProposedSize: String(sizeBytes),
      MinSizeAllowed: String(PART_BYTES_MIN),
      PartNumber: String(number),
      ETag: etag,
      UploadId: uploadId,
    });
  }
}

/** MD5 of the parts' MD5s, and how many there are. */
export function etagOfParts(parts: readonly PartRecord[]): string {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(etag, 'hex');
  return `${hash.digest('hex')}-${parts.length}`;
}

/** Tells a completion that is repeated from another one. */
export function fingerprintOf(listed: readonly CompletedPart[] | undefined): string {
  const hash = createHash('sha256');
  for (const { PartNumber, ETag = '' } of listed ?? []) hash.update(`${PartNumber} ${ETag.replaceAll('"', '')}\n`);
  return hash.digest('base64');
}
