/** ListMultipartUploads: those under way, by key and then by the time at which they began. */
import { canonicalUserId, requireBucket } from '../buckets.ts';
import { keyEncoder, readMaxKeys } from '../list-output.ts';
import { commonPrefixOf, cutToKey, limitOf, startOf } from '../list-keys.ts';
import type { ListMultipartUploadsOutput, ListMultipartUploadsRequest, MultipartUpload } from '../model.ts';
import type { S3Context } from '../parts.ts';
import { type BucketRecord, keys, lastPart, type UploadRecord, uploadRecord } from '../store.ts';
import { behindPrefix } from '../utf8-order.ts';
import type { Key } from '../../../storage/store.ts';
import { LIST_KEYS_MAX, UPLOAD_ID_CHARS_MAX } from '../limits.ts';

interface Listed {
  readonly key: string;
  readonly uploadId: string;
  readonly upload: UploadRecord;
}

export async function listMultipartUploads(
  ctx: S3Context,
  input: ListMultipartUploadsRequest,
): Promise<ListMultipartUploadsOutput> {
  const { record: bucket } = await requireBucket(ctx, input);
  const { Prefix = '', Delimiter = '', KeyMarker = '', UploadIdMarker = '', EncodingType } = input;
  const maxUploads = readMaxKeys(input.MaxUploads, 'max-uploads');
  const encode = keyEncoder(EncodingType);
  const page = await walk(ctx, bucket, input, maxUploads);
  return {
    Bucket: bucket.name,
    KeyMarker: encode(KeyMarker),
    UploadIdMarker,
    NextKeyMarker: encode(page.last?.key ?? ''),
    NextUploadIdMarker: page.last?.uploadId ?? '',
    ...(Prefix !== '' && { Prefix: encode(Prefix) }),
    ...(Delimiter !== '' && { Delimiter: encode(Delimiter) }),
    MaxUploads: maxUploads,
    IsTruncated: page.last !== undefined,
    Uploads: page.uploads.map((listed) => describe(bucket, listed, encode(listed.key))),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    ...(EncodingType && { EncodingType }),
  };
}

interface UploadPage {
  readonly uploads: readonly Listed[];
  readonly prefixes: readonly string[];
  readonly last: { readonly key: string; readonly uploadId: string } | undefined;
}

async function walk(
  ctx: S3Context,
  bucket: BucketRecord,
  input: ListMultipartUploadsRequest,
  maxUploads: number,
): Promise<UploadPage> {
  const query = { prefix: input.Prefix ?? '', delimiter: input.Delimiter ?? '', after: input.KeyMarker || undefined };
  const uploads: Listed[] = [];
  const prefixes: string[] = [];
  const end = keys.uploadsEnd(bucket, limitOf(query));
  let start = startKey(bucket, query, input.UploadIdMarker || undefined);
  let last: UploadPage['last'];
  while (start && maxUploads > 0) {
    const page = await ctx.store.range({ start, end, limit: Math.min(maxUploads + 1, LIST_KEYS_MAX) });
    let rolled: string | undefined;
    for (const { key: entryKey, value } of page.entries) {
      const key = String(entryKey.at(-2));
      if (rolled !== undefined && key.startsWith(rolled)) continue;
      if (uploads.length + prefixes.length === maxUploads) return { uploads, prefixes, last };
      rolled = commonPrefixOf(key, query);
      const uploadId = rolled === undefined ? lastPart(entryKey) : '';
      if (rolled === undefined) uploads.push({ key, uploadId, upload: uploadRecord.decode(value) });
      else prefixes.push(rolled);
      last = { key: rolled ?? key, uploadId };
    }
    start = page.next && nextStart(bucket, page.next, rolled);
  }
  return { uploads, prefixes, last: undefined };
}

/** With an upload's id the walk goes on behind it, without one behind the key. */
function startKey(
  bucket: BucketRecord,
  query: Parameters<typeof startOf>[0],
  uploadId: string | undefined,
): Key | undefined {
  const { after } = query;
  const marker = uploadId?.slice(0, UPLOAD_ID_CHARS_MAX).toWellFormed();
  if (after !== undefined && marker !== undefined) return keys.upload(bucket, cutToKey(after), `${marker}\0`);
  const from = startOf(query);
  return from === undefined ? undefined : keys.uploadsFrom(bucket, from);
}

function nextStart(bucket: BucketRecord, last: Key, rolled: string | undefined): Key | undefined {
  if (rolled === undefined) return keys.upload(bucket, String(last.at(-2)), `${lastPart(last)}\0`);
  const from = behindPrefix(rolled);
  return from === undefined ? undefined : keys.uploadsFrom(bucket, from);
}

function describe(bucket: BucketRecord, { uploadId, upload }: Listed, key: string): MultipartUpload {
  return {
    UploadId: uploadId,
    Key: key,
    Initiated: upload.initiatedAtMs,
    StorageClass: (upload.object.storageClass ?? 'STANDARD') as NonNullable<MultipartUpload['StorageClass']>,
    Owner: { ID: canonicalUserId(bucket.accountId) },
    Initiator: { ID: upload.initiator },
    ...(upload.checksum && {
      ChecksumAlgorithm: upload.checksum.algorithm as NonNullable<MultipartUpload['ChecksumAlgorithm']>,
      ChecksumType: upload.checksum.type,
    }),
  };
}
