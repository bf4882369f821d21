/** ListObjects, the first version: pages by a marker, which is a key. */
import { requireBucket } from '../buckets.ts';
import { listKeys } from '../list-keys.ts';
import { describeListed, keyEncoder, readMaxKeys } from '../list-output.ts';
import type { ListObjectsOutput, ListObjectsRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function listObjects(ctx: S3Context, input: ListObjectsRequest): Promise<ListObjectsOutput> {
  const { record: bucket } = await requireBucket(ctx, input);
  const { Prefix = '', Delimiter = '', Marker = '', EncodingType } = input;
  const maxKeys = readMaxKeys(input.MaxKeys, 'max-keys');
  const encode = keyEncoder(EncodingType);
  const after = Marker === '' ? undefined : Marker;
  const page = await listKeys(ctx.store, bucket, { prefix: Prefix, delimiter: Delimiter, after, maxKeys });
  return {
    Name: bucket.name,
    Prefix: encode(Prefix),
    Marker: encode(Marker),
    // "This element is returned only if you have the delimiter request parameter specified" (API reference).
    ...(page.last !== undefined && Delimiter !== '' && { NextMarker: encode(page.last) }),
    MaxKeys: maxKeys,
    ...(Delimiter !== '' && { Delimiter: encode(Delimiter) }),
    ...(EncodingType && { EncodingType }),
    IsTruncated: page.last !== undefined,
    Contents: page.objects.map((object) => describeListed(bucket, object, encode, true)),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
}
