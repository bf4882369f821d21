/** The changes that lifecycle rules make, each to one object in a transaction of its own that looks at it again. */
import type { Clock } from '../../../kit/clock.ts';
import type { Ids } from '../../../kit/ids.ts';
import type { Store } from '../../../storage/store.ts';
import { ModeledError, WireError } from '../../../wire/error.ts';
import { transactInBucket } from '../buckets.ts';
import { planDeletion } from '../delete-version.ts';
import { decodeCurrent, VersionChanges } from '../key-versions.ts';
import type { S3Parts } from '../parts.ts';
import { type BucketRecord, keys, type MarkerRecord, type ObjectRecord, type VersionRecord } from '../store.ts';

export interface Sweeping {
  readonly parts: S3Parts;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly bucketId: string;
  readonly bucketName: string;
}

type Plan = (bucket: BucketRecord, current: ObjectRecord | undefined, changes: VersionChanges) => Promise<void>;

/** Deleted, or covered by a delete marker where there are versions. */
export async function expireCurrent(sweeping: Sweeping, key: string, object: ObjectRecord): Promise<void> {
  await change(sweeping, key, async (_bucket, current, changes) => {
    if (current?.sequence !== object.sequence) return;
    await planDeletion(sweeping, changes, { Bucket: sweeping.bucketName, Key: key }, current);
  });
}

export async function expireNoncurrent(sweeping: Sweeping, key: string, version: VersionRecord): Promise<void> {
  const { versionId: VersionId } = version;
  await change(sweeping, key, async (_bucket, current, changes) => {
    // It became the newest again, or another one has its id.
    if (current?.versionId === VersionId) return;
    await planDeletion(sweeping, changes, { Bucket: sweeping.bucketName, Key: key, VersionId }, current);
  });
}

/** Where nothing else is left of the key. */
export async function expireMarker(sweeping: Sweeping, key: string, marker: MarkerRecord): Promise<void> {
  const { versionId: VersionId } = marker;
  await change(sweeping, key, async (bucket, current, changes) => {
    const { entries } = await sweeping.store.range({ prefix: keys.versions(bucket, key), limit: 2 });
    if (current || entries.length !== 1) return;
    await planDeletion(sweeping, changes, { Bucket: sweeping.bucketName, Key: key, VersionId }, current);
  });
}

export async function transition(
  sweeping: Sweeping,
  key: string,
  object: ObjectRecord,
  storageClass: string,
): Promise<void> {
  await change(sweeping, key, (_bucket, current, changes) => {
    if (current?.sequence === object.sequence) changes.setCurrent({ ...current, storageClass });
    return Promise.resolve();
  });
}

async function change(sweeping: Sweeping, key: string, plan: Plan): Promise<void> {
  const { parts, store, ids, bucketId, bucketName } = sweeping;
  const ctx: Parameters<typeof transactInBucket>[0] = {
    parts,
    transact: (locked, decide) => store.transact(ids.uuid(), locked, decide),
  };
  let drops = false;
  try {
    await transactInBucket(
      ctx,
      { Bucket: bucketName },
      (place) => [keys.object(place, key)],
      async ({ record }, [entry]) => {
        const changes = new VersionChanges(record, key, parts.garbage);
        if (record.id === bucketId) await plan(record, decodeCurrent(entry), changes);
        drops = changes.drops;
        const nothing = changes.sets.length + changes.deletes.length === 0;
        return nothing ? { result: undefined } : { changes: changes.changes, result: undefined };
      },
    );
  } catch (error) {
    // Locked, or the bucket is gone: it stays as it is.
    if (!(error instanceof WireError) && !(error instanceof ModeledError)) throw error;
  }
  if (drops) parts.garbage.collect();
}
