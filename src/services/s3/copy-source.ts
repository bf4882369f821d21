/** What CopyObject and UploadPartCopy read: another object, or a version or range of it. */
import { lend } from '../../kit/release.ts';
import { WireError } from '../../wire/error.ts';
import { isUnmodifiedSince, matches, wholeSeconds } from './conditions.ts';
import { type CustomerKey, readCustomerKey, requireSameKey } from './customer-keys.ts';
import { invalidArgument, invalidRequest, preconditionFailed } from './errors.ts';
import { type FoundObject, type ObjectInput, requireObject } from './find-object.ts';
import { type ByteRange, openContent } from './open-content.ts';
import type { S3Context } from './parts.ts';
import type { ObjectRecord } from './store.ts';

export interface CopySourceInput {
  readonly CopySource: string;
  readonly ExpectedSourceBucketOwner?: string | undefined;
  readonly CopySourceIfMatch?: string | undefined;
  readonly CopySourceIfNoneMatch?: string | undefined;
  readonly CopySourceIfModifiedSince?: number | undefined;
  readonly CopySourceIfUnmodifiedSince?: number | undefined;
  readonly CopySourceSSECustomerAlgorithm?: string | undefined;
  readonly CopySourceSSECustomerKey?: string | undefined;
  readonly CopySourceSSECustomerKeyMD5?: string | undefined;
}

/**
 * `bucket/key?versionId=…`, encoded as a query is: a + is a space. AWS does not find `foo++bar.txt` by that name
 * (aws-cli's issue 614, aws-sdk-js's 1821), and Terraform's aws_s3_object_copy sends spaces so (5.100.0, 2026-11-28).
 */
export function parseCopySource(input: CopySourceInput): ObjectInput {
  const { CopySource: text, ExpectedSourceBucketOwner: ExpectedBucketOwner } = input;
  const [, path = '', versionId] = /^\/?([^?]*)(?:\?versionId=(.*))?$/s.exec(text) ?? [];
  const decoded = decode(path.replaceAll('+', ' '));
  const slash = decoded.indexOf('/');
  if (slash < 1 || slash === decoded.length - 1) {
    const words = 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey';
    throw invalidArgument(words, 'x-amz-copy-source', text);
  }
  const VersionId = versionId === undefined ? undefined : decode(versionId);
  return { Bucket: decoded.slice(0, slash), Key: decoded.slice(slash + 1), VersionId, ExpectedBucketOwner };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export interface CopySource extends FoundObject {
  readonly input: ObjectInput;
  readonly customerKey: CustomerKey | undefined;
}

/** Throws what a read of it would throw, or PreconditionFailed. */
export async function requireCopySource(ctx: S3Context, input: CopySourceInput): Promise<CopySource> {
  const source = parseCopySource(input);
  const found = await requireVersion(ctx, source);
  const customerKey = readCustomerKey({
    SSECustomerAlgorithm: input.CopySourceSSECustomerAlgorithm,
    SSECustomerKey: input.CopySourceSSECustomerKey,
    SSECustomerKeyMD5: input.CopySourceSSECustomerKeyMD5,
  });
  requireSameKey(found.record.customerKey, customerKey);
  checkConditions(input, found.record, ctx.clock.nowMs());
  return { ...found, input: source, customerKey };
}

/** "You are not allowed to specify a delete marker as a version": 400, not what a read answers (API reference, UploadPartCopy). */
async function requireVersion(ctx: S3Context, source: ObjectInput): Promise<FoundObject> {
  try {
    return await requireObject(ctx, source);
  } catch (error) {
    if (!(error instanceof WireError) || error.code !== 'MethodNotAllowed') throw error;
    throw invalidRequest('The source of a copy request may not specifically refer to a delete marker by version id.');
  }
}

/** One that holds outweighs the other of its pair (CopyObject, API reference). */
function checkConditions(input: CopySourceInput, { etag, modifiedAtMs }: ObjectRecord, nowMs: number): void {
  const { CopySourceIfMatch, CopySourceIfNoneMatch, CopySourceIfModifiedSince, CopySourceIfUnmodifiedSince } = input;
  const modifiedMs = wholeSeconds(modifiedAtMs);
  if (CopySourceIfMatch !== undefined) {
    if (!matches(CopySourceIfMatch, etag)) throw preconditionFailed('x-amz-copy-source-If-Match');
  } else if (CopySourceIfUnmodifiedSince !== undefined && modifiedMs > CopySourceIfUnmodifiedSince) {
    throw preconditionFailed('x-amz-copy-source-If-Unmodified-Since');
  }
  if (CopySourceIfNoneMatch !== undefined) {
    if (matches(CopySourceIfNoneMatch, etag)) throw preconditionFailed('x-amz-copy-source-If-None-Match');
  } else if (isUnmodifiedSince(CopySourceIfModifiedSince, modifiedMs, nowMs)) {
    throw preconditionFailed('x-amz-copy-source-If-Modified-Since');
  }
}

/** Its bytes, as they flow. Throws BlobMissingError where it was replaced meanwhile (see reread.ts). */
export async function openCopySource(
  ctx: S3Context,
  { bucket, record, customerKey }: CopySource,
  range: ByteRange,
): Promise<AsyncIterable<Uint8Array>> {
  const opened = await openContent(ctx, { bucket: bucket.record, content: record.content, range, customerKey });
  return opened instanceof Uint8Array ? onePiece(opened) : lend(opened);
}

// oxlint-disable-next-line require-await
async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.byteLength > 0) yield bytes;
}
