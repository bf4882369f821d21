/** What a bucket itself says of who may use it; takes part in every check of access. */
import type { CompiledPolicy, CompiledStatement } from '../../auth/policy/policy.ts';
import type { AccessCheck } from '../service.ts';
import { listsAreOff } from './acl/lists.ts';
import { aclStatements } from './acl/statements.ts';
import { publicAccessOf } from './public-access.ts';
import type { Bucket } from './bucket-cache.ts';
import {
  type BucketPolicy,
  compileBucketPolicy,
  restricted,
  type StoredPolicy,
} from './bucket-policy/stored-policy.ts';
import type { AclGrant } from './store.ts';

/** Undefined where the bucket has none. Compiled once for each generation of the bucket. */
export async function bucketPolicy(bucket: Bucket): Promise<BucketPolicy | undefined> {
  return await bucket.config<StoredPolicy, BucketPolicy>('policy', compileBucketPolicy);
}

/** Its policy, and its access control list and the object's own where lists count. Of a bucket without any: nothing. */
export async function resourcePolicy(
  bucket: Bucket,
  objectAcl?: readonly AclGrant[],
): Promise<Pick<AccessCheck, 'resourcePolicy'>> {
  const stated = await bucketPolicy(bucket);
  const policy = stated && (await inForce(bucket, stated));
  if (listsAreOff(bucket)) return policy ? { resourcePolicy: policy } : {};
  const lists = await listStatements(bucket, objectAcl);
  if (lists.length === 0) return policy ? { resourcePolicy: policy } : {};
  return { resourcePolicy: { statements: [...(policy?.statements ?? []), ...lists] } };
}

async function listStatements(
  bucket: Bucket,
  objectAcl: readonly AclGrant[] | undefined,
): Promise<readonly CompiledStatement[]> {
  const bucketAcl = await bucket.config<readonly AclGrant[], readonly AclGrant[]>('acl', asStored);
  if (!bucketAcl && !objectAcl) return [];
  const { IgnorePublicAcls } = await publicAccessOf(bucket);
  return [
    ...aclStatements(bucketAcl ?? [], 'bucket', IgnorePublicAcls),
    ...aclStatements(objectAcl ?? [], 'object', IgnorePublicAcls),
  ];
}

function asStored(grants: readonly AclGrant[]): readonly AclGrant[] {
  return grants;
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
