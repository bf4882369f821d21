/** GetBucketPolicy: as it was put, without the white space between its parts. */
import { requireOwnAccount } from '../bucket-policy/own-policy.ts';
import type { StoredPolicy } from '../bucket-policy/stored-policy.ts';
import { requireBucket } from '../buckets.ts';
import { readConfig } from '../configs.ts';
import type { GetBucketPolicyOutput, GetBucketPolicyRequest } from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketPolicy(ctx: S3Context, input: GetBucketPolicyRequest): Promise<GetBucketPolicyOutput> {
  const bucket = await requireBucket(ctx, input);
  requireOwnAccount(ctx, bucket, 'GET');
  const stored = await readConfig<StoredPolicy>(bucket, 'policy');
  if (!stored) throw notConfigured('NoSuchBucketPolicy', input.Bucket);
  return { Policy: stored.text };
}
