/** PutBucketOwnershipControls: whether access control lists count. */
import { isOwnerAlone } from '../acl/grants.ts';
import { aclWithEnforcedOwner } from '../acl/put-acl.ts';
import { canonicalUserId, requireBucket, updateBucket } from '../buckets.ts';
import { readConfig } from '../configs.ts';
import { malformedXml } from '../errors.ts';
import type { PutBucketOwnershipControlsRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';
import type { AclGrant } from '../store.ts';

export async function putBucketOwnershipControls(
  ctx: S3Context,
  input: PutBucketOwnershipControlsRequest,
): Promise<Record<string, never>> {
  const [rule, ...others] = input.OwnershipControls.Rules;
  if (!rule || others.length > 0) throw malformedXml();
  const ownership = rule.ObjectOwnership;
  if (ownership === 'BucketOwnerEnforced') {
    const bucket = await requireBucket(ctx, input);
    const acl = (await readConfig<readonly AclGrant[]>(bucket, 'acl')) ?? [];
    if (!isOwnerAlone(acl, canonicalUserId(bucket.record.accountId))) throw aclWithEnforcedOwner();
  }
  await updateBucket(ctx, input, (record) => ({ ...record, ownership }));
  return {};
}
