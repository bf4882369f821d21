/** PutBucketOwnershipControls: whether access control lists count. */
import { updateBucket } from '../buckets.ts';
import { malformedXml } from '../errors.ts';
import type { PutBucketOwnershipControlsRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putBucketOwnershipControls(
  ctx: S3Context,
  input: PutBucketOwnershipControlsRequest,
): Promise<Record<string, never>> {
  const [rule, ...others] = input.OwnershipControls.Rules;
  if (!rule || others.length > 0) throw malformedXml();
  const ownership = rule.ObjectOwnership;
  await updateBucket(ctx, input, (record) => ({ ...record, ownership }));
  return {};
}
