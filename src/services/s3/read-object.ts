/** What GetObject and HeadObject share: which object, whether the client has it already, and which part of it is meant. */
import { isNotModified, isOfRange, type ReadConditions, wholeSeconds } from './conditions.ts';
import {
  type CustomerKey,
  type CustomerKeyInput,
  describeKey,
  readCustomerKey,
  requireSameKey,
} from './customer-keys.ts';
import { describeObject, describeVersion, quoted } from './describe-object.ts';
import { invalidArgument, invalidRequest } from './errors.ts';
import { type FoundObject, type ObjectInput, requireObject } from './find-object.ts';
import { describeExpiration, expires } from './lifecycle/expiration.ts';
import { describeChecksumOf, requirePart } from './meant-part.ts';
import type { ByteRange } from './open-content.ts';
import type { S3Context } from './parts.ts';
import { describeRange, readRange } from './ranges.ts';

export interface ReadInput extends ObjectInput, ReadConditions, CustomerKeyInput {
  readonly Range?: string | undefined;
  /** `if-range`, which the model lacks: see quirks.ts. */
  readonly IfRange?: string | undefined;
  readonly PartNumber?: number | undefined;
  readonly ChecksumMode?: string | undefined;
  readonly ResponseCacheControl?: string | undefined;
  readonly ResponseContentDisposition?: string | undefined;
  readonly ResponseContentEncoding?: string | undefined;
  readonly ResponseContentLanguage?: string | undefined;
  readonly ResponseContentType?: string | undefined;
  readonly ResponseExpires?: number | undefined;
}

export interface ReadAnswer {
  /** 206 for a part, 304 where the client has it. */
  readonly StatusCode?: number;
}

export interface Read {
  /** Without the body. */
  readonly answer: ReadAnswer & ReturnType<typeof describeObject> & { readonly ContentRange?: string | undefined };
  /** Undefined where there is no body to send. */
  readonly range: ByteRange | undefined;
  readonly customerKey: CustomerKey | undefined;
}

/** Throws BlobMissingError where it was replaced between its record and the list of its parts (see reread.ts). */
export async function readObject(ctx: S3Context, input: ReadInput): Promise<FoundObject & Read> {
  if (input.Range !== undefined && input.PartNumber !== undefined) {
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
  }
  checkOverrides(ctx, input);
  const withChecksum = wantsChecksum(input);
  const found = await requireObject(ctx, input);
  const { bucket, record } = found;
  const customerKey = readCustomerKey(input);
  requireSameKey(record.customerKey, customerKey);
  if (isNotModified(input, record, ctx.clock.nowMs()))
    return { ...found, answer: notModified(found), range: undefined, customerKey };
  const part = input.PartNumber === undefined ? undefined : await requirePart(ctx, found, input.PartNumber);
  const asked = isOfRange(input.IfRange, record) ? input.Range : undefined;
  const range = part ? part.range : readRange(asked, record.sizeBytes);
  const { start, end } = range ?? { start: 0, end: record.sizeBytes };
  const answer = {
    ...describeObject(bucket.record, record),
    ...describeKey(customerKey),
    ...(input.VersionId === undefined && expires(bucket) && (await describeExpiration(bucket, input.Key, record))),
    ...overrides(input),
    ContentLength: end - start,
    ...(range && { StatusCode: 206, ContentRange: describeRange(range, record.sizeBytes) }),
    ...(part?.count !== undefined && { PartsCount: part.count }),
    ...(withChecksum && (await describeChecksumOf(ctx, found, range, part))),
  };
  return { ...found, answer, range: { start, end }, customerKey };
}

/** The SDK for C++ asks for `enabled` (pyarrow 26.0.1, 2026-11-28). */
function wantsChecksum({ ChecksumMode: mode }: ReadInput): boolean {
  if (mode === undefined) return false;
  if (mode.toUpperCase() === 'ENABLED') return true;
  throw invalidArgument('Value for x-amz-checksum-mode header is invalid.', 'x-amz-checksum-mode', mode);
}

function notModified({ bucket, record }: FoundObject): Read['answer'] {
  return {
    StatusCode: 304,
    ETag: quoted(record.etag),
    LastModified: wholeSeconds(record.modifiedAtMs),
    ...describeVersion(bucket.record, record),
  };
}

/** Only for signed requests: "You must sign the request … These parameters cannot be used with an unsigned request". */
function checkOverrides(ctx: S3Context, input: ReadInput): void {
  const given = Object.entries(overrides(input));
  if (given.length === 0) return;
  if (ctx.principal.kind === 'anonymous') {
    throw invalidRequest('Request specific response headers cannot be used for anonymous GET requests.');
  }
  for (const [name, value] of given) {
    if (/^[\0-\u00ff]*$/.test(value)) continue;
    const argument = `response${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    // Recorded in public reports (guardian/grid's pull request 1716, 2016-02-04, and later ones).
    throw invalidArgument('Header value cannot be represented using ISO-8859-1.', argument, value);
  }
}

function overrides(input: ReadInput): Readonly<Record<string, string>> {
  const given = {
    CacheControl: input.ResponseCacheControl,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
    ContentType: input.ResponseContentType,
    Expires: input.ResponseExpires === undefined ? undefined : new Date(input.ResponseExpires).toUTCString(),
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
