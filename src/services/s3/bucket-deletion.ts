/** Finishes what DeleteBucket has begun: also after a crash, when the garbage's collector finds it. */
import type { Changes, Store } from '../../storage/store.ts';
import type { Context } from '../service.ts';
import { type BucketPlace, bucketRecord, type GarbageRecord, keys } from './store.ts';

export interface DeletionParts {
  readonly store: Pick<Store, 'range'>;
  readonly transact: Context['transact'];
  /** Garbage.noting. */
  readonly noting: (record: GarbageRecord) => { readonly sets: NonNullable<Changes['sets']> };
}

/** The bucket is removed where it is empty, and opened again where it is not. Says which. */
export async function finishDeletion(
  { store, transact, noting }: DeletionParts,
  bucket: BucketPlace & { readonly name: string },
): Promise<boolean> {
  const empty = await isEmpty(store, bucket);
  const key = keys.bucket(bucket.name);
  await transact([key], ([entry]) => {
    const known = entry && bucketRecord.decode(entry.value);
    // Somebody else has finished it.
    if (known?.id !== bucket.id || known.state !== 'deleting') return { result: undefined };
    if (!empty) {
      const value = bucketRecord.encode({ ...known, state: 'active' });
      return { changes: { sets: [{ key, value }] }, result: undefined };
    }
    const configs = known.configs.map((kind) => keys.config(known, kind));
    const deletes = [key, keys.bucketOfAccount(known.accountId, known.name), ...configs];
    const { accountId, region, id: bucketId } = known;
    // Uploads that were under way keep no bucket from being deleted.
    const { sets } = noting({ accountId, region, bucketId, uploadsOfBucket: true });
    return { changes: { deletes, sets }, result: undefined };
  });
  return empty;
}

export async function isEmpty(store: Pick<Store, 'range'>, bucket: BucketPlace): Promise<boolean> {
  for (const prefix of [keys.objects(bucket), keys.versionsOfBucket(bucket)]) {
    const { entries } = await store.range({ prefix, limit: 1 });
    if (entries.length > 0) return false;
  }
  return true;
}
