/** GetBucketPolicyStatus: whether the policy lets everybody in. */
import { requireBucket } from '../buckets.ts';
import type { GetBucketPolicyStatusOutput, GetBucketPolicyStatusRequest } from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';
import { bucketPolicy } from '../resource-policy.ts';

export async function getBucketPolicyStatus(
  ctx: S3Context,
  input: GetBucketPolicyStatusRequest,
): Promise<GetBucketPolicyStatusOutput> {
  const policy = await bucketPolicy(await requireBucket(ctx, input));
  if (!policy) throw notConfigured('NoSuchBucketPolicy', input.Bucket);
  return { PolicyStatus: { IsPublic: policy.isPublic } };
}
