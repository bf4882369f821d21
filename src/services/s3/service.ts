/** S3: the manifest. */
import { defineService, type Service } from '../service.ts';
import { s3Access } from './access.ts';
import { configOperations } from './config-operations.ts';
import type { Operations } from './model.ts';
import { abortMultipartUpload } from './operations/abort-multipart-upload.ts';
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts';
import { createBucket } from './operations/create-bucket.ts';
import { createMultipartUpload } from './operations/create-multipart-upload.ts';
import { deleteBucket } from './operations/delete-bucket.ts';
import { deleteObject } from './operations/delete-object.ts';
import { getBucketLocation } from './operations/get-bucket-location.ts';
import { getBucketVersioning } from './operations/get-bucket-versioning.ts';
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
import { putObject } from './operations/put-object.ts';
import { uploadPart } from './operations/upload-part.ts';
import type { S3Parts } from './parts.ts';
import { quirks } from './quirks.ts';

export function s3Service(parts: S3Parts): Service<S3Parts> {
  return defineService<S3Parts, Operations>({
    name: 's3',
    modelUrl: new URL('./model.json', import.meta.url),
    operations: {
      ...configOperations,
      AbortMultipartUpload: abortMultipartUpload,
      CompleteMultipartUpload: completeMultipartUpload,
      CreateBucket: createBucket,
      CreateMultipartUpload: createMultipartUpload,
      DeleteBucket: deleteBucket,
      DeleteObject: deleteObject,
      GetBucketLocation: getBucketLocation,
      GetBucketVersioning: getBucketVersioning,
      GetObject: getObject,
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
      UploadPart: uploadPart,
    },
    access: s3Access,
    parts,
    quirks,
  });
}
