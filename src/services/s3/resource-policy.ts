/** What a bucket itself says of who may use it; takes part in every check of access. */
import type { CompiledPolicy } from '../../auth/policy/policy.ts';
import type { AccessCheck } from '../service.ts';
import { publicAccessOf } from './public-access.ts';
import type { Bucket } from './bucket-cache.ts';
import {
  type BucketPolicy,
  compileBucketPolicy,
  restricted,
  type StoredPolicy,
} from './bucket-policy/stored-policy.ts';

/** Undefined where the bucket has none. Compiled once for each generation of the bucket. */
export async function bucketPolicy(bucket: Bucket): Promise<BucketPolicy | undefined> {
  return await bucket.config<StoredPolicy, BucketPolicy>('policy', compileBucketPolicy);
}

/** Of a bucket without a policy: nothing. */
export async function resourcePolicy(bucket: Bucket): Promise<Pick<AccessCheck, 'resourcePolicy'>> {
  const stated = await bucketPolicy(bucket);
  return stated ? { resourcePolicy: await inForce(bucket, stated) } : {};
}

const restrictedPolicies = new WeakMap<BucketPolicy, CompiledPolicy>();

async function inForce(bucket: Bucket, stated: BucketPolicy): Promise<CompiledPolicy> {
  if (!stated.isPublic) return stated.policy;
  const { RestrictPublicBuckets } = await publicAccessOf(bucket);
  if (!RestrictPublicBuckets) return stated.policy;
  const known = restrictedPolicies.get(stated) ?? restricted(stated.policy, bucket.record.accountId);
  restrictedPolicies.set(stated, known);
  return known;
}
