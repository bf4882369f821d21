/** GetObjectAcl: the owner has everything where nothing else was said. */
import { describeAcl, ownerAlone } from '../acl/grants.ts';
import { listsAreOff } from '../acl/lists.ts';
import { canonicalUserId } from '../buckets.ts';
import { requireObject } from '../find-object.ts';
import type { GetObjectAclOutput, GetObjectAclRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function getObjectAcl(ctx: S3Context, input: GetObjectAclRequest): Promise<GetObjectAclOutput> {
  const { bucket, record } = await requireObject(ctx, input);
  const ownerId = canonicalUserId(bucket.record.accountId);
  const acl = listsAreOff(bucket) ? undefined : record.acl;
  return describeAcl(acl ?? ownerAlone(ownerId), ownerId);
}
