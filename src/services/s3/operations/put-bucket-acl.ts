/** PutBucketAcl: takes the place of the whole list. */
import { readNewAcl, requireUnblocked } from '../acl/put-acl.ts';
import { bucketArn, requireBucket } from '../buckets.ts';
import { putConfig } from '../configs.ts';
import type { PutBucketAclRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putBucketAcl(ctx: S3Context, input: PutBucketAclRequest): Promise<Record<string, never>> {
  const bucket = await requireBucket(ctx, input);
  const grants = await readNewAcl(ctx, bucket, input);
  await requireUnblocked(ctx, bucket, grants, 's3:PutBucketAcl', bucketArn(bucket.record.name));
  await putConfig(ctx, input, 'acl', grants);
  return {};
}
