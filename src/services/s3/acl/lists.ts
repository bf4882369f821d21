/** Whether access control lists count in a bucket. */
import type { Bucket } from '../bucket-cache.ts';

/** "ACLs are disabled, and the bucket owner automatically owns … every object" (user guide, about-object-ownership). */
export function listsAreOff({ record }: Bucket): boolean {
  return record.ownership === 'BucketOwnerEnforced';
}
