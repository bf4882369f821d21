/** GetBucketOwnershipControls. */
import { requireBucket } from '../buckets.ts';
import type { GetBucketOwnershipControlsOutput, GetBucketOwnershipControlsRequest } from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketOwnershipControls(
  ctx: S3Context,
  input: GetBucketOwnershipControlsRequest,
): Promise<GetBucketOwnershipControlsOutput> {
  const { ownership } = (await requireBucket(ctx, input)).record;
  if (!ownership) throw notConfigured('OwnershipControlsNotFoundError', input.Bucket);
  return { OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] } };
}
