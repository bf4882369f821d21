/** CopyObject: the bytes are read and put anew; what is said of them comes from the source or from the request. */
import { objectCheck } from '../access-rows.ts';
import type { Bucket } from '../bucket-cache.ts';
import { requireBucket } from '../buckets.ts';
import { describeChecksum, storedChecksum } from '../checksums.ts';
import { checkWriteConditions, wholeSeconds } from '../conditions.ts';
import { receive } from '../content.ts';
import { type CopySource, openCopySource, requireCopySource } from '../copy-source.ts';
import { type CustomerKey, describeKey, readCustomerKey } from '../customer-keys.ts';
import { describeVersion, quoted } from '../describe-object.ts';
import { invalidRequest } from '../errors.ts';
import type { ChecksumAlgorithm } from '../hashers.ts';
import { COPY_BYTES_MAX } from '../limits.ts';
import { describeExpiration, expires } from '../lifecycle/expiration.ts';
import type { CopyObjectOutput, CopyObjectRequest } from '../model.ts';
import { newObjectSettings } from '../new-object.ts';
import { existingTags } from '../object-tags.ts';
import type { S3Context } from '../parts.ts';
import { putVersion } from '../put-version.ts';
import { reread } from '../reread.ts';
import type { ObjectSettings } from '../store.ts';

export function copyObject(ctx: S3Context, input: CopyObjectRequest): Promise<CopyObjectOutput> {
  return reread(() => copy(ctx, input));
}

async function copy(ctx: S3Context, input: CopyObjectRequest): Promise<CopyObjectOutput> {
  checkWriteConditions(input);
  const bucket = await requireBucket(ctx, input);
  const customerKey = readCustomerKey(input);
  const source = await requireCopySource(ctx, input);
  if (source.record.sizeBytes > COPY_BYTES_MAX) {
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${COPY_BYTES_MAX}`,
    );
  }
  refuseUnchanged(input, source);
  const settings = await copiedSettings(ctx, bucket, input, source, customerKey);
  const algorithm = input.ChecksumAlgorithm ?? (source.record.checksum?.algorithm as ChecksumAlgorithm) ?? 'CRC64NVME';
  const bytes = await openCopySource(ctx, source, { start: 0, end: source.record.sizeBytes });
  const receiving = { bucket: bucket.record, key: input.Key, customerKey, algorithm };
  const received = await receive(ctx, bytes, receiving);
  const etag = Buffer.from(customerKey ? ctx.ids.bytes(16) : received.md5).toString('hex');
  const object = { ...settings, etag, checksum: storedChecksum(algorithm, received.checksum) };
  const put = await putVersion(ctx, { ...input, conditions: input, received, object });
  return {
    CopyObjectResult: {
      ETag: quoted(put.record.etag),
      LastModified: wholeSeconds(put.record.modifiedAtMs),
      ...describeChecksum(put.record.checksum),
    },
    ...(source.bucket.record.versioning && { CopySourceVersionId: source.record.versionId }),
    ...describeVersion(put.bucket, put.record),
    ...describeKey(customerKey),
    ...(expires(bucket) && (await describeExpiration(bucket, input.Key, put.record))),
  };
}

/** An object is put onto itself only where something of it changes. */
function refuseUnchanged(input: CopyObjectRequest, { bucket, record, input: source }: CopySource): void {
  if (source.Bucket !== input.Bucket || source.Key !== input.Key || source.VersionId !== undefined) return;
  const { storageClass = 'STANDARD', headers, customerKey } = record;
  const changes =
    input.MetadataDirective === 'REPLACE' ||
    input.TaggingDirective === 'REPLACE' ||
    (input.StorageClass ?? 'STANDARD') !== storageClass ||
    input.WebsiteRedirectLocation !== headers.WebsiteRedirectLocation ||
    input.ServerSideEncryption !== undefined ||
    input.SSECustomerAlgorithm !== undefined ||
    customerKey !== undefined ||
    input.ChecksumAlgorithm !== undefined ||
    bucket.record.versioning === 'Suspended';
  if (changes) return;
  throw invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's " +
      'metadata, storage class, website redirect location or encryption attributes.',
  );
}

async function copiedSettings(
  ctx: S3Context,
  bucket: Bucket,
  input: CopyObjectRequest,
  source: CopySource,
  customerKey: CustomerKey | undefined,
): Promise<ObjectSettings> {
  const { record } = source;
  const { Tagging, ...others } = input;
  const replacesTags = input.TaggingDirective === 'REPLACE';
  const own = await newObjectSettings(ctx, bucket, replacesTags ? { ...others, Tagging } : others, customerKey);
  const tags = replacesTags ? own.tags : await copiedTags(ctx, bucket, input, source);
  const { headers: _headers, metadata: _metadata, ...rest } = own;
  const { WebsiteRedirectLocation } = own.headers;
  const { WebsiteRedirectLocation: _location, ...headers } = record.headers;
  const kept = {
    headers: { ...headers, ...(WebsiteRedirectLocation !== undefined && { WebsiteRedirectLocation }) },
    ...(record.metadata && { metadata: record.metadata }),
  };
  const described = input.MetadataDirective === 'REPLACE' ? own : { ...rest, ...kept };
  return { ...described, ...(tags && { tags }) };
}

/** "If the source object has tags … s3:GetObjectTagging and s3:PutObjectTagging" (CopyObject, API reference). */
async function copiedTags(
  ctx: S3Context,
  bucket: Bucket,
  { Key }: CopyObjectRequest,
  { bucket: from, record, input: source }: CopySource,
): Promise<ObjectSettings['tags']> {
  const { tags } = record;
  if (!tags || tags.length === 0) return undefined;
  const action = source.VersionId === undefined ? 's3:GetObjectTagging' : 's3:GetObjectVersionTagging';
  const context = { ...existingTags(record), 's3:VersionId': source.VersionId };
  await ctx.authorize(await objectCheck(from, source.Key, action, context));
  await ctx.authorize(await objectCheck(bucket, Key, 's3:PutObjectTagging'));
  return tags;
}
