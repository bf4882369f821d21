/** Finds the object that a read names, or says why there is none in the way that AWS does. */
import type { ConditionContext } from '../../auth/policy/policy.ts';
import { withHeaders } from '../../wire/error.ts';
import { type BucketInput, bucketArn, requireBucket } from './buckets.ts';
import type { Bucket } from './bucket-cache.ts';
import { methodNotAllowed, noSuchKey, noSuchVersion } from './errors.ts';
import { decodeCurrent, findAside, newestAside } from './key-versions.ts';
import { checkKey } from './object-settings.ts';
import { existingTags } from './object-tags.ts';
import type { S3Context } from './parts.ts';
import { resourcePolicy } from './resource-policy.ts';
import { isVersionId } from './version-ids.ts';
import { type AclGrant, isMarker, keys, type MarkerRecord, type ObjectRecord, type VersionRecord } from './store.ts';

export interface ObjectInput extends BucketInput {
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

export interface FoundObject {
  readonly bucket: Bucket;
  readonly record: ObjectRecord;
}

/** What finding needs of a request, of this service or of one that reads objects for its caller. */
export type Finder = Pick<S3Context, 'parts' | 'store' | 'authorize'>;

/** Throws NoSuchKey, NoSuchVersion, MethodNotAllowed or AccessDenied. */
export async function requireObject(ctx: Finder, input: ObjectInput): Promise<FoundObject> {
  const bucket = await requireBucket(ctx, input);
  const { Key: key, VersionId } = input;
  const record = await takeVersion(ctx, bucket, key, VersionId);
  if (!record) throw await missing(ctx, bucket, key, VersionId);
  if (isMarker(record)) {
    if (VersionId === undefined) await missing(ctx, bucket, key, undefined);
    throw markerError(record, key, VersionId);
  }
  return { bucket, record };
}

interface Peeked {
  readonly bucket: Bucket;
  readonly key: string;
  readonly versionId: string | undefined;
  readonly record: VersionRecord | undefined;
}

/** By request: access.ts reads what the operation is about to read. */
const peeked = new WeakMap<object, Peeked>();

export interface ExistingObject {
  readonly context: ConditionContext;
  readonly acl: readonly AclGrant[] | undefined;
}

/** `s3:ExistingObjectTag/…` and the object's own list: what is read here is what the operation then reads. */
export async function existingObject(
  ctx: Pick<S3Context, 'store'>,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
): Promise<ExistingObject> {
  const record = await peekVersion(ctx, bucket, key, versionId);
  const object = record && !isMarker(record) ? record : undefined;
  return { context: { ...(object && existingTags(object)), 's3:VersionId': versionId }, acl: object?.acl };
}

/** For what policies look at; the operation's own reading of it finds it here, once. */
async function peekVersion(
  ctx: Pick<S3Context, 'store'>,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
): Promise<VersionRecord | undefined> {
  // What can be no version is told to those alone who may ask for one.
  if (versionId !== undefined && !isVersionId(versionId)) return undefined;
  const record = await findVersion(ctx, bucket, key, versionId);
  peeked.set(ctx, { bucket, key, versionId, record });
  return record;
}

async function takeVersion(
  ctx: Finder,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
): Promise<VersionRecord | undefined> {
  const known = peeked.get(ctx);
  peeked.delete(ctx);
  if (known?.bucket === bucket && known.key === key && known.versionId === versionId) return known.record;
  return await findVersion(ctx, bucket, key, versionId);
}

/** The newest version, which may be a marker, where none is named. Throws KeyTooLongError. */
export async function findVersion(
  ctx: Pick<S3Context, 'store'>,
  { record: bucket }: Bucket,
  key: string,
  versionId: string | undefined,
): Promise<VersionRecord | undefined> {
  checkKey(key);
  const current = decodeCurrent(await ctx.store.get(keys.object(bucket, key)));
  if (versionId === undefined) {
    return current ?? (bucket.versioning && (await newestAside(ctx.store, bucket, key))?.record);
  }
  if (current?.versionId === versionId) return current;
  return (await findAside(ctx.store, bucket, key, versionId))?.record;
}

/** Who may not list the bucket learns nothing of what is not in it: 403 in place of 404 (GetObject, API reference). */
async function missing(ctx: Finder, bucket: Bucket, key: string, versionId: string | undefined): Promise<Error> {
  const { name, accountId } = bucket.record;
  const policy = await resourcePolicy(bucket);
  const action = versionId === undefined ? 's3:ListBucket' : 's3:ListBucketVersions';
  await ctx.authorize({ action, resource: bucketArn(name), resourceAccountId: accountId, ...policy });
  return versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId);
}

/** GetObject, API reference: 404 with x-amz-delete-marker where the newest is one, 405 where the version is one. */
function markerError({ versionId, modifiedAtMs }: MarkerRecord, key: string, asked: string | undefined): Error {
  const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': versionId };
  if (asked === undefined) return withHeaders(noSuchKey(key), headers);
  return withHeaders(methodNotAllowed('GET', 'DeleteMarker'), {
    ...headers,
    'last-modified': new Date(modifiedAtMs).toUTCString(),
    allow: 'DELETE',
  });
}
