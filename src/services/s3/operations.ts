/** S3: what it does and who may, loaded at the first request. */
import type { OperationTable } from '../service.ts';
import { s3Access } from './access.ts';
import { configOperations } from './config-operations.ts';
import type { Operations } from './model.ts';
import { abortMultipartUpload } from './operations/abort-multipart-upload.ts';
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts';
import { copyObject } from './operations/copy-object.ts';
import { createBucket } from './operations/create-bucket.ts';
import { createMultipartUpload } from './operations/create-multipart-upload.ts';
import { deleteBucket } from './operations/delete-bucket.ts';
import { deleteObjectTagging } from './operations/delete-object-tagging.ts';
import { deleteObject } from './operations/delete-object.ts';
import { deleteObjects } from './operations/delete-objects.ts';
import { getBucketLocation } from './operations/get-bucket-location.ts';
import { getBucketVersioning } from './operations/get-bucket-versioning.ts';
import { getObjectAttributes } from './operations/get-object-attributes.ts';
import { getObjectLegalHold } from './operations/get-object-legal-hold.ts';
import { getObjectRetention } from './operations/get-object-retention.ts';
import { getObjectTagging } from './operations/get-object-tagging.ts';
import { getObject } from './operations/get-object.ts';
import { headBucket } from './operations/head-bucket.ts';
import { headObject } from './operations/head-object.ts';
import { listBuckets } from './operations/list-buckets.ts';
import { listMultipartUploads } from './operations/list-multipart-uploads.ts';
import { listObjectVersions } from './operations/list-object-versions.ts';
import { listObjectsV2 } from './operations/list-objects-v2.ts';
import { listObjects } from './operations/list-objects.ts';
import { listParts } from './operations/list-parts.ts';
import { putBucketVersioning } from './operations/put-bucket-versioning.ts';
import { putObjectLegalHold } from './operations/put-object-legal-hold.ts';
import { putObjectRetention } from './operations/put-object-retention.ts';
import { putObjectTagging } from './operations/put-object-tagging.ts';
import { putObject } from './operations/put-object.ts';
import { restoreObject } from './operations/restore-object.ts';
import { selectObjectContent } from './operations/select-object-content.ts';
import { uploadPartCopy } from './operations/upload-part-copy.ts';
import { uploadPart } from './operations/upload-part.ts';
import type { S3Parts } from './parts.ts';

export const operations: OperationTable<S3Parts, Operations> = {
  ...configOperations,
  AbortMultipartUpload: abortMultipartUpload,
  CompleteMultipartUpload: completeMultipartUpload,
  CopyObject: copyObject,
  CreateBucket: createBucket,
  CreateMultipartUpload: createMultipartUpload,
  DeleteBucket: deleteBucket,
  DeleteObject: deleteObject,
  DeleteObjectTagging: deleteObjectTagging,
  DeleteObjects: deleteObjects,
  GetBucketLocation: getBucketLocation,
  GetBucketVersioning: getBucketVersioning,
  GetObject: getObject,
  GetObjectAttributes: getObjectAttributes,
  GetObjectLegalHold: getObjectLegalHold,
  GetObjectRetention: getObjectRetention,
  GetObjectTagging: getObjectTagging,
  HeadBucket: headBucket,
  HeadObject: headObject,
  ListBuckets: listBuckets,
  ListMultipartUploads: listMultipartUploads,
  ListObjectVersions: listObjectVersions,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListParts: listParts,
  PutBucketVersioning: putBucketVersioning,
  PutObject: putObject,
  PutObjectLegalHold: putObjectLegalHold,
  PutObjectRetention: putObjectRetention,
  PutObjectTagging: putObjectTagging,
  RestoreObject: restoreObject,
  SelectObjectContent: selectObjectContent,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
};

export const access = s3Access;
