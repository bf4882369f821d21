/** Conditional requests: RFC 7232 as S3 has it, and conditional writes. */
import { headerNotImplemented, noSuchKey, preconditionFailed } from './errors.ts';
import type { ObjectRecord } from './store.ts';

export interface ReadConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: number | undefined;
  readonly IfUnmodifiedSince?: number | undefined;
}

/** Whether the client has it already. Throws PreconditionFailed. */
export function isNotModified(
  conditions: ReadConditions,
  { etag, modifiedAtMs }: ObjectRecord,
  nowMs: number,
): boolean {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  const modifiedMs = wholeSeconds(modifiedAtMs);
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, etag)) throw preconditionFailed('If-Match');
    // "If-Match … true and If-Unmodified-Since … false: S3 returns 200 OK" (GetObject, API reference).
  } else if (IfUnmodifiedSince !== undefined && modifiedMs > IfUnmodifiedSince) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  // "If-None-Match … false and If-Modified-Since … true: S3 returns 304 Not Modified" (GetObject, API reference).
  if (IfNoneMatch !== undefined) return matches(IfNoneMatch, etag);
  return isUnmodifiedSince(IfModifiedSince, modifiedMs, nowMs);
}

/**
 * Whether the range that is asked for is of these bytes; where not, the client wants the whole. The model lacks If-Range, and
 * S3 heeds it (aws-sdk-kotlin's issue 1645, 2025-07-12): an ETag, or the date that it was told (RFC 9110, 13.1.5).
 */
export function isOfRange(ifRange: string | undefined, { etag, modifiedAtMs }: ObjectRecord): boolean {
  if (ifRange === undefined) return true;
  const text = ifRange.trim();
  return text === `"${etag}"` || Date.parse(text) === wholeSeconds(modifiedAtMs);
}

/** "If the … date is later than the server's current time, it is invalid" (RFC 2616, 14.25; LocalStack has it from AWS). */
export function isUnmodifiedSince(sinceMs: number | undefined, modifiedMs: number, nowMs: number): boolean {
  return sinceMs !== undefined && modifiedMs <= sinceMs && sinceMs <= nowMs;
}

/** HTTP dates have no fractions. */
export function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000;
}

/** An ETag of a header: a list, quoted or not, or `*`. */
export function matches(header: string, etag: string): boolean {
  return header.split(',').some((item) => {
    const text = item
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1');
    return text === '*' || text === etag;
  });
}

export interface WriteConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

/** Before anything is stored: "S3 supports * as the value of If-None-Match, and ETags as that of If-Match" (user guide). */
export function checkWriteConditions({ IfMatch, IfNoneMatch }: WriteConditions): void {
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') throw headerNotImplemented('If-None-Match');
  if (IfMatch === '*') throw headerNotImplemented('If-Match');
  if (IfMatch !== undefined && IfNoneMatch !== undefined) throw headerNotImplemented('If-Match,If-None-Match');
}

/** At the commit. Throws PreconditionFailed, or NoSuchKey where there is nothing that could match. */
export function requireWriteConditions(
  { IfMatch, IfNoneMatch }: WriteConditions,
  key: string,
  current: ObjectRecord | undefined,
): void {
  if (IfNoneMatch !== undefined && current) throw preconditionFailed('If-None-Match');
  if (IfMatch === undefined) return;
  if (!current) throw noSuchKey(key);
  if (!matches(IfMatch, current.etag)) throw preconditionFailed('If-Match');
}

export interface DeleteConditions {
  readonly IfMatch?: string | undefined;
  /** Of directory buckets in AWS's words, but each entry of DeleteObjects has them. */
  readonly IfMatchLastModifiedTime?: number | undefined;
  readonly IfMatchSize?: number | undefined;
}

/** Throws PreconditionFailed, or NoSuchKey where there is nothing that could match. */
export function requireDeleteConditions(
  { IfMatch, IfMatchLastModifiedTime, IfMatchSize }: DeleteConditions,
  key: string,
  current: ObjectRecord | undefined,
): void {
  if (IfMatch === undefined && IfMatchLastModifiedTime === undefined && IfMatchSize === undefined) return;
  if (!current) throw noSuchKey(key);
  if (IfMatch !== undefined && !matches(IfMatch, current.etag)) throw preconditionFailed('If-Match');
  if (IfMatchSize !== undefined && IfMatchSize !== current.sizeBytes) throw preconditionFailed('x-amz-if-match-size');
  if (IfMatchLastModifiedTime === undefined) return;
  if (wholeSeconds(IfMatchLastModifiedTime) !== wholeSeconds(current.modifiedAtMs)) {
    throw preconditionFailed('x-amz-if-match-last-modified-time');
  }
}
