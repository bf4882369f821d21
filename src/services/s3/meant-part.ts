/** Which part of an object a read means, and the checksum of what it reads. */
import { WireError } from '../../wire/error.ts';
import { describeChecksum, describeChecksumValue } from './checksums.ts';
import type { FoundObject } from './find-object.ts';
import { findPart, findPartAt, type FoundPart } from './multipart/parts-pages.ts';
import { checkPartNumber } from './multipart/put-part.ts';
import type { ByteRange } from './open-content.ts';
import type { S3Context } from './parts.ts';
import type { PartRecord } from './store.ts';

export interface MeantPart {
  /** Undefined where there are no bytes. */
  readonly range: ByteRange | undefined;
  /** Undefined for an object that was put at once, which is its own first part. */
  readonly count?: number;
  readonly part?: PartRecord;
}

export async function requirePart(ctx: S3Context, { bucket, record }: FoundObject, number: number): Promise<MeantPart> {
  checkPartNumber(number);
  const { content, sizeBytes } = record;
  if (content.kind !== 'parts') {
    if (number === 1) return { range: sizeBytes === 0 ? undefined : { start: 0, end: sizeBytes } };
    throw invalidPartNumber(number, 1);
  }
  const found = await findPart(ctx.store, bucket.record, content, number);
  if (!found) throw invalidPartNumber(number, content.partsCount);
  return { range: rangeOf(found), count: content.partsCount, part: found.part };
}

const rangeOf = ({ part, startByte }: FoundPart): ByteRange => ({ start: startByte, end: startByte + part.sizeBytes });

/**
 * Of all bytes, or of one part where the parts have checksums of their own: "specifying a part number or byte range that
 * aligns to a single part" (user guide, checking-object-integrity).
 */
export async function describeChecksumOf(
  ctx: S3Context,
  { bucket, record }: FoundObject,
  range: ByteRange | undefined,
  asked: MeantPart | undefined,
): Promise<object> {
  const { content, checksum, sizeBytes } = record;
  if (checksum?.type === 'COMPOSITE' && asked?.part) return describePart(asked.part);
  if (!range || (range.start === 0 && range.end === sizeBytes)) return describeChecksum(checksum);
  if (checksum?.type !== 'COMPOSITE' || content.kind !== 'parts') return {};
  const found = await findPartAt(ctx.store, bucket.record, content, range.start);
  return found && rangeOf(found).end === range.end ? describePart(found.part) : {};
}

function describePart({ checksum }: PartRecord): object {
  return { ...describeChecksumValue(checksum), ChecksumType: 'COMPOSITE' };
}

/** Recorded in public reports, 2026-11-27. */
function invalidPartNumber(number: number, count: number): WireError {
  return new WireError('InvalidPartNumber', 416, 'The requested partnumber is not satisfiable', {
    PartNumberRequested: String(number),
    ActualPartCount: String(count),
  });
}
