/** An object as GetObject and HeadObject answer it. */
import { wholeSeconds } from './conditions.ts';
import type { GetObjectOutput, HeadObjectOutput } from './model.ts';
import { describeLock } from './object-lock.ts';
import { DEFAULT_CONTENT_TYPE, describeMetadata } from './object-settings.ts';
import type { BucketRecord, ObjectRecord } from './store.ts';

type Described = Omit<GetObjectOutput, 'Body'> & Omit<HeadObjectOutput, 'ContentRange'>;

export const quoted = (etag: string): string => `"${etag}"`;

/** Without its length and range. */
export function describeObject(bucket: BucketRecord, record: ObjectRecord): Described {
  const { headers, metadata, storageClass, tags } = record;
  return {
    AcceptRanges: 'bytes',
    LastModified: wholeSeconds(record.modifiedAtMs),
    ETag: quoted(record.etag),
    ...headers,
    ContentType: headers.ContentType ?? DEFAULT_CONTENT_TYPE,
    Metadata: describeMetadata(metadata),
    ...describeVersion(bucket, record),
    ...(storageClass !== undefined && { StorageClass: storageClass as NonNullable<GetObjectOutput['StorageClass']> }),
    ...describeLock(record),
    ...(tags && tags.length > 0 && { TagCount: tags.length }),
  };
}

/** Said once versioning was ever enabled. */
export function describeVersion(
  { versioning }: BucketRecord,
  { versionId }: { readonly versionId: string },
): { readonly VersionId?: string } {
  return versioning ? { VersionId: versionId } : {};
}
