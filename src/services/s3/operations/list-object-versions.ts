/** ListObjectVersions: every version and every delete marker, the newest of each key first. */
import { canonicalUserId, requireBucket } from '../buckets.ts';
import { wholeSeconds } from '../conditions.ts';
import { invalidArgument } from '../errors.ts';
import { findVersion } from '../find-object.ts';
import { cutToKey } from '../list-keys.ts';
import { describeListed, type EncodeKey, keyEncoder, readMaxKeys } from '../list-output.ts';
import { type ListedVersion, listVersions } from '../list-versions.ts';
import type {
  DeleteMarkerEntry,
  ListObjectVersionsOutput,
  ListObjectVersionsRequest,
  ObjectVersion,
} from '../model.ts';
import type { Bucket } from '../bucket-cache.ts';
import type { S3Context } from '../parts.ts';
import { type BucketRecord, isMarker } from '../store.ts';
import { NULL_VERSION, sequenceOf } from '../version-ids.ts';

export async function listObjectVersions(
  ctx: S3Context,
  input: ListObjectVersionsRequest,
): Promise<ListObjectVersionsOutput> {
  const bucket = await requireBucket(ctx, input);
  const { Prefix = '', Delimiter = '', KeyMarker = '', VersionIdMarker, EncodingType } = input;
  const maxKeys = readMaxKeys(input.MaxKeys, 'max-keys');
  const encode = keyEncoder(EncodingType);
  const afterSequence = await sequenceOfMarker(ctx, bucket, KeyMarker, VersionIdMarker);
  const after = KeyMarker === '' ? undefined : KeyMarker;
  const query = { prefix: Prefix, delimiter: Delimiter, after, afterSequence, maxKeys };
  const page = await listVersions(ctx.store, bucket.record, query);
  const next = page.last;
  return {
    Name: bucket.record.name,
    Prefix: encode(Prefix),
    KeyMarker: encode(KeyMarker),
    VersionIdMarker: VersionIdMarker ?? '',
    ...(next && { NextKeyMarker: encode(next.key) }),
    ...(next?.versionId !== undefined && { NextVersionIdMarker: next.versionId }),
    MaxKeys: maxKeys,
    ...(Delimiter !== '' && { Delimiter: encode(Delimiter) }),
    ...(EncodingType && { EncodingType }),
    IsTruncated: next !== undefined,
    Versions: page.versions.flatMap((version) => describeVersion(bucket.record, version, encode)),
    DeleteMarkers: page.versions.flatMap((version) => describeMarker(bucket.record, version, encode)),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
}

/** "A version-id marker cannot be specified without a key marker." (recorded from AWS, 2026-11-23). */
async function sequenceOfMarker(
  ctx: S3Context,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
): Promise<number | undefined> {
  if (versionId === undefined) return undefined;
  if (key === '') {
    throw invalidArgument(
      'A version-id marker cannot be specified without a key marker.',
      'version-id-marker',
      versionId,
    );
  }
  if (versionId !== NULL_VERSION) return sequenceOf(versionId);
  // Longer than any key.
  if (cutToKey(key) !== key) return undefined;
  return (await findVersion(ctx, bucket, key, versionId))?.sequence;
}

function describeVersion(
  bucket: BucketRecord,
  { key, record, isLatest }: ListedVersion,
  encode: EncodeKey,
): readonly ObjectVersion[] {
  if (isMarker(record)) return [];
  const listed = describeListed(bucket, { key, record }, encode, true);
  return [
    { ...listed, StorageClass: listed.StorageClass as 'STANDARD', VersionId: record.versionId, IsLatest: isLatest },
  ];
}

function describeMarker(
  bucket: BucketRecord,
  { key, record, isLatest }: ListedVersion,
  encode: EncodeKey,
): readonly DeleteMarkerEntry[] {
  if (!isMarker(record)) return [];
  const Owner = { ID: canonicalUserId(bucket.accountId) };
  const LastModified = wholeSeconds(record.modifiedAtMs);
  return [{ Owner, Key: encode(key), VersionId: record.versionId, IsLatest: isLatest, LastModified }];
}
