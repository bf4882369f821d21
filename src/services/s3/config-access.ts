/** Rows of access.ts for the configurations of buckets. */
import type { Access, AccessTable } from '../service.ts';
import { onBucket, requestTags, writeKeys } from './access-rows.ts';
import { type BucketInput, requireBucket } from './buckets.ts';
import type { Operations, PutBucketTaggingRequest } from './model.ts';
import { onChanged, onExisting } from './object-access-rows.ts';
import type { S3Parts } from './parts.ts';

const tagging = onBucket<PutBucketTaggingRequest>('s3:PutBucketTagging', ({ Tagging }) => requestTags(Tagging.TagSet));

export const configAccess: AccessTable<S3Parts, Operations> = {
  CreateBucketMetadataConfiguration: onBucket('s3:CreateBucketMetadataTableConfiguration'),
  CreateBucketMetadataTableConfiguration: onBucket('s3:CreateBucketMetadataTableConfiguration'),
  DeleteBucketAnalyticsConfiguration: onBucket('s3:PutAnalyticsConfiguration'),
  DeleteBucketCors: onBucket('s3:PutBucketCORS'),
  DeleteBucketEncryption: onBucket('s3:PutEncryptionConfiguration'),
  DeleteBucketIntelligentTieringConfiguration: onBucket('s3:PutIntelligentTieringConfiguration'),
  DeleteBucketInventoryConfiguration: onBucket('s3:PutInventoryConfiguration'),
  DeleteBucketMetadataConfiguration: onBucket('s3:DeleteBucketMetadataTableConfiguration'),
  DeleteBucketMetadataTableConfiguration: onBucket('s3:DeleteBucketMetadataTableConfiguration'),
  DeleteBucketMetricsConfiguration: onBucket('s3:PutMetricsConfiguration'),
  DeleteBucketOwnershipControls: onBucket('s3:PutBucketOwnershipControls'),
  DeleteBucketPolicy: onPolicy('s3:DeleteBucketPolicy'),
  DeleteBucketReplication: onBucket('s3:PutReplicationConfiguration'),
  DeleteBucketTagging: onBucket('s3:PutBucketTagging'),
  DeleteBucketWebsite: onBucket('s3:DeleteBucketWebsite'),
  DeletePublicAccessBlock: onBucket('s3:PutBucketPublicAccessBlock'),
  GetBucketAbac: onBucket('s3:GetBucketAbac'),
  GetBucketAccelerateConfiguration: onBucket('s3:GetAccelerateConfiguration'),
  GetBucketAnalyticsConfiguration: onBucket('s3:GetAnalyticsConfiguration'),
  GetBucketCors: onBucket('s3:GetBucketCORS'),
  GetBucketEncryption: onBucket('s3:GetEncryptionConfiguration'),
  GetBucketIntelligentTieringConfiguration: onBucket('s3:GetIntelligentTieringConfiguration'),
  GetBucketInventoryConfiguration: onBucket('s3:GetInventoryConfiguration'),
  GetBucketLogging: onBucket('s3:GetBucketLogging'),
  GetBucketMetadataConfiguration: onBucket('s3:GetBucketMetadataTableConfiguration'),
  GetBucketMetadataTableConfiguration: onBucket('s3:GetBucketMetadataTableConfiguration'),
  GetBucketMetricsConfiguration: onBucket('s3:GetMetricsConfiguration'),
  GetBucketNotificationConfiguration: onBucket('s3:GetBucketNotification'),
  GetBucketOwnershipControls: onBucket('s3:GetBucketOwnershipControls'),
  GetBucketPolicy: onPolicy('s3:GetBucketPolicy'),
  GetBucketPolicyStatus: onBucket('s3:GetBucketPolicyStatus'),
  GetBucketReplication: onBucket('s3:GetReplicationConfiguration'),
  GetBucketRequestPayment: onBucket('s3:GetBucketRequestPayment'),
  GetBucketTagging: onBucket('s3:GetBucketTagging'),
  GetBucketWebsite: onBucket('s3:GetBucketWebsite'),
  GetObjectLockConfiguration: onBucket('s3:GetBucketObjectLockConfiguration'),
  GetPublicAccessBlock: onBucket('s3:GetBucketPublicAccessBlock'),
  ListBucketAnalyticsConfigurations: onBucket('s3:GetAnalyticsConfiguration'),
  ListBucketIntelligentTieringConfigurations: onBucket('s3:GetIntelligentTieringConfiguration'),
  ListBucketInventoryConfigurations: onBucket('s3:GetInventoryConfiguration'),
  ListBucketMetricsConfigurations: onBucket('s3:GetMetricsConfiguration'),
  PutBucketAbac: onBucket('s3:PutBucketAbac'),
  PutBucketAccelerateConfiguration: onBucket('s3:PutAccelerateConfiguration'),
  PutBucketAnalyticsConfiguration: onBucket('s3:PutAnalyticsConfiguration'),
  PutBucketCors: onBucket('s3:PutBucketCORS'),
  PutBucketEncryption: onBucket('s3:PutEncryptionConfiguration'),
  PutBucketIntelligentTieringConfiguration: onBucket('s3:PutIntelligentTieringConfiguration'),
  PutBucketInventoryConfiguration: onBucket('s3:PutInventoryConfiguration'),
  PutBucketLogging: onBucket('s3:PutBucketLogging'),
  PutBucketMetricsConfiguration: onBucket('s3:PutMetricsConfiguration'),
  PutBucketNotificationConfiguration: onBucket('s3:PutBucketNotification'),
  PutBucketOwnershipControls: onBucket('s3:PutBucketOwnershipControls'),
  PutBucketPolicy: onPolicy('s3:PutBucketPolicy'),
  PutBucketReplication: onBucket('s3:PutReplicationConfiguration'),
  PutBucketRequestPayment: onBucket('s3:PutBucketRequestPayment'),
  PutBucketTagging: tagging,
  PutBucketWebsite: onBucket('s3:PutBucketWebsite'),
  PutObjectLockConfiguration: onBucket('s3:PutBucketObjectLockConfiguration'),
  PutPublicAccessBlock: onBucket('s3:PutBucketPublicAccessBlock'),
  GetBucketAcl: onBucket('s3:GetBucketAcl'),
  GetObjectAcl: onExisting('s3:GetObjectAcl', { versionAction: 's3:GetObjectVersionAcl' }),
  PutBucketAcl: onBucket('s3:PutBucketAcl', writeKeys),
  PutObjectAcl: onChanged('s3:PutObjectAcl', 's3:PutObjectVersionAcl', writeKeys),
  DeleteBucketLifecycle: onBucket('s3:PutLifecycleConfiguration'),
  GetBucketLifecycleConfiguration: onBucket('s3:GetLifecycleConfiguration'),
  PutBucketLifecycleConfiguration: onBucket('s3:PutLifecycleConfiguration'),
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
