/** What GetObject and HeadObject share: which object, whether the client has it already, and which part of it is meant. */
import { isNotModified, type ReadConditions, wholeSeconds } from './conditions.ts';
import type { ByteRange } from './content.ts';
import { describeChecksumOnDemand, describeObject, describeVersion, quoted } from './describe-object.ts';
import { invalidArgument, invalidRequest } from './errors.ts';
import { type FoundObject, type ObjectInput, requireObject } from './find-object.ts';
import type { S3Context } from './parts.ts';
import { describeRange, readRange } from './ranges.ts';

export interface ReadInput extends ObjectInput, ReadConditions {
  readonly Range?: string | undefined;
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
}

export async function readObject(ctx: S3Context, input: ReadInput): Promise<FoundObject & Read> {
  if (input.Range !== undefined && input.PartNumber !== undefined) {
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
  }
  checkOverrides(ctx, input);
  const found = await requireObject(ctx, input);
  const { bucket, record } = found;
  if (isNotModified(input, record)) return { ...found, answer: notModified(found), range: undefined };
  const range = input.PartNumber === undefined ? readRange(input.Range, record.sizeBytes) : wholePart(input.PartNumber);
  const { start, end } = range ?? { start: 0, end: record.sizeBytes };
  const answer = {
    ...describeObject(bucket.record, record),
    ...overrides(input),
    ContentLength: end - start,
    ...(range && { StatusCode: 206, ContentRange: describeRange(range, record.sizeBytes) }),
    ...(!range && describeChecksumOnDemand(input.ChecksumMode, record)),
  };
  return { ...found, answer, range: { start, end } };
}

/** An object that was put at once is its own first part. */
function wholePart(number: number): undefined {
  if (number === 1) return undefined;
  if (number < 1 || number > 10_000) {
    throw invalidArgument(
      'Part number must be an integer between 1 and 10000, inclusive',
      'partNumber',
      String(number),
    );
  }
  throw invalidPartNumber();
}

export function invalidPartNumber(): Error {
  return invalidRequest('The requested partnumber is not satisfiable');
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
  if (ctx.principal.kind !== 'anonymous' || Object.keys(overrides(input)).length === 0) return;
  throw invalidRequest('Request specific response headers cannot be used for anonymous GET requests.');
}

function overrides(input: ReadInput): object {
  const given = {
    CacheControl: input.ResponseCacheControl,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
    ContentType: input.ResponseContentType,
    Expires: input.ResponseExpires === undefined ? undefined : new Date(input.ResponseExpires).toUTCString(),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
