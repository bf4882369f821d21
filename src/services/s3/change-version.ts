/** Changes what is said of a version beside its bytes, where it lies: tags, retention, legal hold. */
import { transactInBucket } from './buckets.ts';
import { type ObjectInput, requireObject } from './find-object.ts';
import { decodeCurrent, findAside } from './key-versions.ts';
import { noSuchKey, noSuchVersion } from './errors.ts';
import type { S3Context } from './parts.ts';
import { type BucketRecord, isMarker, keys, type ObjectRecord, objectRecord, versionRecord } from './store.ts';

export interface ChangedVersion {
  readonly bucket: BucketRecord;
  readonly record: ObjectRecord;
}

/** Throws what a read of it would throw, or what `change` throws. */
export async function changeVersion(
  ctx: S3Context,
  input: ObjectInput,
  change: (record: ObjectRecord, bucket: BucketRecord) => ObjectRecord,
): Promise<ChangedVersion> {
  // Says why there is none, in the way that reads do.
  await requireObject(ctx, input);
  const { Key: key, VersionId } = input;
  return await transactInBucket(
    ctx,
    input,
    (place) => [keys.object(place, key)],
    async ({ record: bucket }, [entry]) => {
      const current = decodeCurrent(entry);
      if (current && (VersionId === undefined || current.versionId === VersionId)) {
        const record = change(current, bucket);
        const set = { key: keys.object(bucket, key), value: objectRecord.encode(record) };
        return { changes: { sets: [set] }, result: { bucket, record } };
      }
      if (VersionId === undefined) throw noSuchKey(key);
      const aside = await findAside(ctx.store, bucket, key, VersionId);
      if (!aside || isMarker(aside.record)) throw noSuchVersion(key, VersionId);
      const record = change(aside.record, bucket);
      const check = { key: aside.entry.key, version: aside.entry.version };
      const set = { key: aside.entry.key, value: versionRecord.encode(record) };
      return { changes: { checks: [check], sets: [set] }, result: { bucket, record } };
    },
  );
}
