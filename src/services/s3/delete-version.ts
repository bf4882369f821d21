/** Deletes an object, one version of it, or puts a delete marker on top: DeleteObject, and each entry of DeleteObjects. */
import { transactInBucket } from './buckets.ts';
import { requireDeleteConditions, type DeleteConditions } from './conditions.ts';
import {
  type AsideVersion,
  decodeCurrent,
  findAside,
  newestAside,
  putOnTop,
  uncover,
  VersionChanges,
} from './key-versions.ts';
import { requireUnlocked } from './object-lock.ts';
import { checkKey } from './object-settings.ts';
import type { S3Context } from './parts.ts';
import { isMarker, keys, type MarkerRecord, type ObjectRecord } from './store.ts';
import { makeVersionId, NULL_VERSION } from './version-ids.ts';

export interface DeleteInput extends DeleteConditions {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
  /** The caller asked for it, and may: access.ts. */
  readonly BypassGovernanceRetention?: boolean | undefined;
}

export interface Deleted {
  /** A marker was put on top, or one was deleted. */
  readonly deleteMarker: boolean;
  /** Of the marker that was made, or of the version that was named. */
  readonly versionId?: string | undefined;
}

/** Idempotent: what is not there is deleted. */
export async function deleteVersion(ctx: S3Context, input: DeleteInput): Promise<Deleted> {
  checkKey(input.Key);
  let drops = false;
  const deleted = await transactInBucket(
    ctx,
    input,
    (place) => [keys.object(place, input.Key)],
    async ({ record: bucket }, [entry]) => {
      const changes = new VersionChanges(bucket, input.Key, ctx.parts.garbage);
      const result = await planDeletion(ctx, changes, input, decodeCurrent(entry));
      drops = changes.drops;
      const nothing = changes.sets.length + changes.deletes.length === 0;
      return nothing ? { result } : { changes: changes.changes, result };
    },
  );
  if (drops) ctx.parts.garbage.collect();
  return deleted;
}

type Deleting = Pick<S3Context, 'store' | 'ids' | 'clock'>;

/** What one deletion writes. */
export function planDeletion(
  ctx: Deleting,
  changes: VersionChanges,
  input: DeleteInput,
  current: ObjectRecord | undefined,
): Promise<Deleted> {
  const { VersionId } = input;
  if (VersionId !== undefined) return planVersion(ctx, changes, { ...input, VersionId }, current);
  requireDeleteConditions(input, input.Key, current);
  return changes.bucket.versioning ? planMarker(ctx, changes, current) : Promise.resolve(planSimple(changes, current));
}

function planSimple(changes: VersionChanges, current: ObjectRecord | undefined): Deleted {
  if (current) {
    changes.deletes.push(keys.object(changes.bucket, changes.key));
    changes.dropContent(current);
  }
  return { deleteMarker: false };
}

async function planMarker(ctx: Deleting, changes: VersionChanges, current: ObjectRecord | undefined): Promise<Deleted> {
  const isNull = changes.bucket.versioning === 'Suspended';
  const { versionId } = await putOnTop(
    ctx.store,
    changes,
    current,
    (sequence): MarkerRecord => ({
      deleteMarker: true,
      sequence,
      versionId: isNull ? NULL_VERSION : makeVersionId(ctx.ids, sequence),
      modifiedAtMs: ctx.clock.nowMs(),
    }),
  );
  return { deleteMarker: true, versionId };
}

async function planVersion(
  ctx: Deleting,
  changes: VersionChanges,
  input: DeleteInput & { readonly VersionId: string },
  current: ObjectRecord | undefined,
): Promise<Deleted> {
  const { bucket, key } = changes;
  const { VersionId: versionId } = input;
  if (current?.versionId === versionId) {
    requireDeleteConditions(input, key, current);
    requireUnlocked(current, ctx.clock.nowMs(), input.BypassGovernanceRetention ?? false);
    changes.dropContent(current);
    await uncover(ctx.store, changes, 'current');
    return { deleteMarker: false, versionId };
  }
  const aside = await findAside(ctx.store, bucket, key, versionId);
  if (!aside) return { deleteMarker: false, versionId };
  const object = isMarker(aside.record) ? undefined : aside.record;
  requireDeleteConditions(input, key, object);
  if (object) requireUnlocked(object, ctx.clock.nowMs(), input.BypassGovernanceRetention ?? false);
  changes.dropContent(aside.record);
  if (current === undefined && (await isNewest(ctx, changes, aside))) await uncover(ctx.store, changes, aside);
  else changes.takeOut(aside);
  return { deleteMarker: isMarker(aside.record), versionId };
}

async function isNewest(ctx: Deleting, { bucket, key }: VersionChanges, aside: AsideVersion): Promise<boolean> {
  const newest = await newestAside(ctx.store, bucket, key);
  return newest?.record.sequence === aside.record.sequence;
}
