/** Commits a new version of an object whose bytes are there, or lets the bytes go where it is refused. */
import { ConflictError } from '../../storage/store.ts';
import { ModeledError, WireError } from '../../wire/error.ts';
import { requireBucket } from './buckets.ts';
import { requireWriteConditions, type WriteConditions } from './conditions.ts';
import { dropReceived, type Received } from './content.ts';
import { operationAborted } from './errors.ts';
import { decodeCurrent, putOnTop, VersionChanges } from './key-versions.ts';
import type { S3Context } from './parts.ts';
import { type BucketRecord, keys, type ObjectRecord } from './store.ts';
import { makeVersionId, NULL_VERSION } from './version-ids.ts';

export interface NewVersion {
  readonly Bucket: string;
  readonly Key: string;
  readonly ExpectedBucketOwner?: string | undefined;
  readonly conditions: WriteConditions;
  readonly received: Received;
  /** Everything but what is known at the commit alone. */
  readonly object: Omit<ObjectRecord, 'sequence' | 'versionId' | 'modifiedAtMs' | 'content' | 'sizeBytes'>;
}

export interface PutVersion {
  readonly bucket: BucketRecord;
  readonly record: ObjectRecord;
}

export async function putVersion(ctx: S3Context, version: NewVersion): Promise<PutVersion> {
  try {
    return await commitVersion(ctx, version);
  } catch (error) {
    // Only where the commit surely did not happen: what is referred to must stay.
    const refused = error instanceof ConflictError ? operationAborted() : error;
    if (refused instanceof ModeledError || refused instanceof WireError) await dropReceived(ctx, version.received);
    throw refused;
  }
}

async function commitVersion(ctx: S3Context, version: NewVersion): Promise<PutVersion> {
  const { Key: key, received, object } = version;
  const { record: place } = await requireBucket(ctx, version);
  let tries = 0;
  let drops = false;
  const put = await ctx.transact([keys.object(place, key)], async ([entry]) => {
    // A conflict may have been the bucket's: who changed it drops it a moment later.
    if (tries++ > 0) ctx.parts.buckets.drop(place.name);
    const bucket = await requireBucket(ctx, version);
    const { record: settings, check } = bucket;
    // The bucket was deleted and made again under the request: what was received belongs to the old one.
    if (settings.id !== place.id) throw operationAborted();
    const current = decodeCurrent(entry);
    requireWriteConditions(version.conditions, key, current);
    const changes = new VersionChanges(settings, key, ctx.parts.garbage);
    changes.checks.push(check);
    changes.add({ sets: received.sets });
    const record = await putOnTop(
      ctx.store,
      changes,
      current,
      (sequence): ObjectRecord => ({
        ...object,
        sequence,
        versionId: settings.versioning === 'Enabled' ? makeVersionId(ctx.ids, sequence) : NULL_VERSION,
        modifiedAtMs: ctx.clock.nowMs(),
        content: received.content,
        sizeBytes: received.sizeBytes,
      }),
    );
    drops = changes.drops;
    return { changes: changes.changes, result: { bucket: settings, record } };
  });
  if (drops) ctx.parts.garbage.collect();
  return put;
}
