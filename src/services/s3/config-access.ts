/** Rows of access.ts for the configurations of buckets. */
import type { Access, AccessTable } from '../service.ts';
import { onBucket } from './access-rows.ts';
import { type BucketInput, requireBucket } from './buckets.ts';
import type { Operations } from './model.ts';
import type { S3Parts } from './parts.ts';

export const configAccess: AccessTable<S3Parts, Operations> = {
  DeleteBucketOwnershipControls: onBucket('s3:PutBucketOwnershipControls'),
  DeleteBucketPolicy: onPolicy('s3:DeleteBucketPolicy'),
  DeletePublicAccessBlock: onBucket('s3:PutBucketPublicAccessBlock'),
  GetBucketOwnershipControls: onBucket('s3:GetBucketOwnershipControls'),
  GetBucketPolicy: onPolicy('s3:GetBucketPolicy'),
  GetBucketPolicyStatus: onBucket('s3:GetBucketPolicyStatus'),
  GetPublicAccessBlock: onBucket('s3:GetBucketPublicAccessBlock'),
  PutBucketOwnershipControls: onBucket('s3:PutBucketOwnershipControls'),
  PutBucketPolicy: onPolicy('s3:PutBucketPolicy'),
  PutPublicAccessBlock: onBucket('s3:PutBucketPublicAccessBlock'),
};

/**
 * "To ensure that bucket owners don't inadvertently lock themselves out of their own buckets, the root principal in a
 * bucket owner's AWS account can perform the GetBucketPolicy, PutBucketPolicy, and DeleteBucketPolicy API actions, even
 * if their bucket policy explicitly denies the root principal's access" (API reference, PutBucketPolicy).
 */
function onPolicy(action: string): Access<S3Parts, BucketInput> {
  const row = onBucket(action);
  return {
    ...row,
    checks: async (ctx, input) => {
      const { record } = await requireBucket(ctx, input);
      const isRoot = ctx.principal.kind === 'root' && ctx.principal.accountId === record.accountId;
      return isRoot ? [] : await row.checks(ctx, input);
    },
  };
}
