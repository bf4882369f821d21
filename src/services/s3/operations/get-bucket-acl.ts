/** GetBucketAcl: the owner has everything where nothing else was said. */
import { describeAcl, ownerAlone } from '../acl/grants.ts';
import { canonicalUserId, requireBucket } from '../buckets.ts';
import { readConfig } from '../configs.ts';
import type { GetBucketAclOutput, GetBucketAclRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';
import type { AclGrant } from '../store.ts';

export async function getBucketAcl(ctx: S3Context, input: GetBucketAclRequest): Promise<GetBucketAclOutput> {
  const bucket = await requireBucket(ctx, input);
  const ownerId = canonicalUserId(bucket.record.accountId);
  const grants = await readConfig<readonly AclGrant[]>(bucket, 'acl');
  return describeAcl(grants ?? ownerAlone(ownerId), ownerId);
}
