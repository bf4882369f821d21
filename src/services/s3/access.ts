/** Which actions an operation asks for, on which resources: the service authorization reference of Amazon S3. */
import type { AccessTable } from '../service.ts';
import { createAccess, headAccess, onAccount, onBucket, onListing, onObject } from './access-rows.ts';
import { configAccess } from './config-access.ts';
import {
  copies,
  deletion,
  legalHold,
  onChanged,
  onExisting,
  partCopies,
  puts,
  retention,
  tagging,
  uploads,
} from './object-access-rows.ts';
import type { Operations } from './model.ts';
import type { S3Parts } from './parts.ts';
import { CREATES, CREATES_LATER } from './write-conditions.ts';

export const s3Access: AccessTable<S3Parts, Operations> = {
  ...configAccess,
  AbortMultipartUpload: onObject('s3:AbortMultipartUpload'),
  CompleteMultipartUpload: onObject('s3:PutObject', { keysOf: () => CREATES }),
  CopyObject: copies,
  CreateBucket: createAccess,
  CreateMultipartUpload: uploads,
  DeleteBucket: onBucket('s3:DeleteBucket'),
  DeleteObject: deletion,
  // Each key is asked for by the operation, since a policy may allow some of them.
  DeleteObjects: { actions: deletion.actions, checks: () => [] },
  DeleteObjectTagging: onChanged('s3:DeleteObjectTagging', 's3:DeleteObjectVersionTagging'),
  GetBucketLocation: onBucket('s3:GetBucketLocation'),
  GetBucketVersioning: onBucket('s3:GetBucketVersioning'),
  GetObject: onExisting('s3:GetObject', { versionAction: 's3:GetObjectVersion' }),
  GetObjectAttributes: onExisting('s3:GetObject', {
    versionAction: 's3:GetObjectVersion',
    also: ['s3:GetObjectAttributes', 's3:GetObjectVersionAttributes'],
  }),
  GetObjectLegalHold: onExisting('s3:GetObjectLegalHold', { versionAction: 's3:GetObjectLegalHold' }),
  GetObjectRetention: onExisting('s3:GetObjectRetention', { versionAction: 's3:GetObjectRetention' }),
  GetObjectTagging: onExisting('s3:GetObjectTagging', { versionAction: 's3:GetObjectVersionTagging' }),
  HeadBucket: headAccess,
  HeadObject: onExisting('s3:GetObject', { versionAction: 's3:GetObjectVersion' }),
  ListBuckets: onAccount('s3:ListAllMyBuckets'),
  ListMultipartUploads: onListing('s3:ListBucketMultipartUploads'),
  ListObjects: onListing('s3:ListBucket'),
  ListObjectVersions: onListing('s3:ListBucketVersions'),
  ListObjectsV2: onListing('s3:ListBucket'),
  ListParts: onObject('s3:ListMultipartUploadParts'),
  PutBucketVersioning: onBucket('s3:PutBucketVersioning'),
  PutObject: puts,
  PutObjectLegalHold: legalHold,
  PutObjectRetention: retention,
  PutObjectTagging: tagging,
  RestoreObject: onExisting('s3:RestoreObject', { versionAction: 's3:RestoreObject' }),
  SelectObjectContent: onObject('s3:GetObject'),
  UploadPart: onObject('s3:PutObject', { keysOf: () => CREATES_LATER }),
  UploadPartCopy: partCopies,
};
