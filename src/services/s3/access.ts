/** Which actions an operation asks for, on which resources: the service authorization reference of Amazon S3. */
import type { AccessTable } from '../service.ts';
import { createAccess, onAccount, onBucket, onListing, onObject } from './access-rows.ts';
import { configAccess } from './config-access.ts';
import type { Operations } from './model.ts';
import type { S3Parts } from './parts.ts';

export const s3Access: AccessTable<S3Parts, Operations> = {
  ...configAccess,
  AbortMultipartUpload: onObject('s3:AbortMultipartUpload'),
  CompleteMultipartUpload: onObject('s3:PutObject'),
  CreateBucket: createAccess,
  CreateMultipartUpload: onObject('s3:PutObject'),
  DeleteBucket: onBucket('s3:DeleteBucket'),
  DeleteObject: onObject('s3:DeleteObject', { versionAction: 's3:DeleteObjectVersion' }),
  GetBucketLocation: onBucket('s3:GetBucketLocation'),
  GetBucketVersioning: onBucket('s3:GetBucketVersioning'),
  GetObject: onObject('s3:GetObject', { versionAction: 's3:GetObjectVersion', reads: true }),
  HeadBucket: onBucket('s3:ListBucket'),
  HeadObject: onObject('s3:GetObject', { versionAction: 's3:GetObjectVersion', reads: true }),
  ListBuckets: onAccount('s3:ListAllMyBuckets'),
  ListMultipartUploads: onListing('s3:ListBucketMultipartUploads'),
  ListObjects: onListing('s3:ListBucket'),
  ListObjectVersions: onListing('s3:ListBucketVersions'),
  ListObjectsV2: onListing('s3:ListBucket'),
  ListParts: onObject('s3:ListMultipartUploadParts'),
  PutBucketVersioning: onBucket('s3:PutBucketVersioning'),
  PutObject: onObject('s3:PutObject'),
  UploadPart: onObject('s3:PutObject'),
};
