/** PutBucketPolicy: takes the place of what was there. */
import { requireOwnAccount } from '../bucket-policy/own-policy.ts';
import { isPublicPolicy } from '../bucket-policy/public.ts';
import { readBucketPolicy } from '../bucket-policy/read-policy.ts';
import { storePolicy } from '../bucket-policy/stored-policy.ts';
import { bucketArn, requireBucket } from '../buckets.ts';
import { putConfig } from '../configs.ts';
import { blockedByPublicAccess } from '../errors.ts';
import type { PutBucketPolicyRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';
import { publicAccessOf } from '../public-access.ts';

export async function putBucketPolicy(ctx: S3Context, input: PutBucketPolicyRequest): Promise<Record<string, never>> {
  const bucket = await requireBucket(ctx, input);
  requireOwnAccount(ctx, bucket, 'PUT');
  const { text, document } = readBucketPolicy(input.Policy, bucket.record.name);
  const stored = await storePolicy(text, document, ctx.parts.identities);
  const isPublic = isPublicPolicy(document);
  const blocked = (): Error =>
    blockedByPublicAccess(ctx, 's3:PutBucketPolicy', bucketArn(bucket.record.name), 'BlockPublicPolicy');
  if (isPublic && (await publicAccessOf(bucket)).BlockPublicPolicy) throw blocked();
  await putConfig(ctx, input, 'policy', stored, (record) => {
    // It may have been blocked meanwhile.
    if (isPublic && record.publicAccessBlock?.BlockPublicPolicy) throw blocked();
    return record;
  });
  return {};
}
