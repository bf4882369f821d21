/** Commits a new version of an object whose bytes are there, or lets the bytes go where it is refused. */
import { type Changes, ConflictError } from '../../storage/store.ts';
import { ModeledError, WireError } from '../../wire/error.ts';
import { transactInBucket } from './buckets.ts';
import { requireWriteConditions, type WriteConditions } from './conditions.ts';
import { dropReceived, type Received } from './content.ts';
import { conditionalConflict, operationAborted } from './errors.ts';
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
  /** What is committed with it. */
  readonly finish?: (record: ObjectRecord) => Promise<Changes>;
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
    const refused = error instanceof ConflictError ? conflictOf(version) : error;
    if (refused instanceof ModeledError || refused instanceof WireError) await dropReceived(ctx, version.received);
    throw refused;
  }
}

function conflictOf({ conditions: { IfMatch, IfNoneMatch } }: NewVersion): WireError {
  return IfMatch === undefined && IfNoneMatch === undefined ? operationAborted() : conditionalConflict();
}

async function commitVersion(ctx: S3Context, version: NewVersion): Promise<PutVersion> {
  const { Key: key, received, object } = version;
  let drops = false;
  const put = await transactInBucket(
    ctx,
    version,
    (place) => [keys.object(place, key)],
    async ({ record: bucket }, [entry]) => {
      const current = decodeCurrent(entry);
      requireWriteConditions(version.conditions, key, current);
      const changes = new VersionChanges(bucket, key, ctx.parts.garbage);
      changes.add({ sets: received.sets });
      const record = await putOnTop(
        ctx.store,
        changes,
        current,
        (sequence): ObjectRecord => ({
          ...object,
          sequence,
          versionId: bucket.versioning === 'Enabled' ? makeVersionId(ctx.ids, sequence) : NULL_VERSION,
          modifiedAtMs: ctx.clock.nowMs(),
          content: received.content,
          sizeBytes: received.sizeBytes,
        }),
      );
      if (version.finish) changes.add(await version.finish(record));
      drops = changes.drops;
      return { changes: changes.changes, result: { bucket, record } };
    },
  );
  if (drops) ctx.parts.garbage.collect();
  return put;
}
