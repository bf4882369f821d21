/** What the model does not say. */
import type { WireError } from '../../wire/error.ts';
import type { Quirks } from '../service.ts';
import { checkDocument } from './document-checksums.ts';
import { invalidArgument } from './errors.ts';
import { PUT_BYTES_MAX } from './limits.ts';

/** "Your proposed upload exceeds the maximum allowed size" (API reference, error responses). */
const UPLOAD_LIMIT = {
  bytes: PUT_BYTES_MAX,
  code: 'EntityTooLarge',
  status: 400,
  message: 'Your proposed upload exceeds the maximum allowed size',
};

const STATUS = { shape: 'PartsCount', location: 'statusCode' } as const;
const TRAILER = { shape: 'ContentMD5', location: 'header', locationName: 'x-amz-trailer' } as const;
const TRANSFER = { shape: 'ContentMD5', location: 'header', locationName: 'transfer-encoding' } as const;
const IF_RANGE = { shape: 'Range', location: 'header', locationName: 'if-range' } as const;

export const quirks: Quirks = {
  addedMembers: {
    /** A range is answered 206, what the client has already 304. */
    GetObjectOutput: { StatusCode: STATUS },
    HeadObjectOutput: { StatusCode: STATUS },
    /** Whether a range is of the bytes that the client has begun to read. */
    GetObjectRequest: { IfRange: IF_RANGE },
    HeadObjectRequest: { IfRange: IF_RANGE },
    /** Which checksum comes behind the body, and why its length is not said. */
    PutObjectRequest: { Trailer: TRAILER, TransferEncoding: TRANSFER },
    UploadPartRequest: { Trailer: TRAILER, TransferEncoding: TRANSFER },
  },
  internalError: { code: 'InternalError', status: 500 },
  /** Recorded from AWS in public snapshots (2023-10-20 and 2025-01-21), as the API reference's sample responses have it. */
  statuses: { PutBucketPolicy: 204, PutBucketTagging: 204 },
  validationError: { code: 'InvalidArgument', status: 400 },
  brokenArgument,
  payloadError: {
    code: 'MalformedXML',
    status: 400,
    message: 'The XML you provided was not well-formed or did not validate against our published schema',
  },
  /** Recorded from AWS in public reports (aws-sdk-cpp's issue 733, 2017-11-17). */
  missingPayloadError: { code: 'MissingRequestBodyError', status: 400, message: 'Request Body is empty' },
  /** Answered in words of their own. */
  checkedByOperation: [
    'BucketCannedACL',
    'ObjectCannedACL',
    'BucketLocationConstraint',
    'StorageClass',
    'ServerSideEncryption',
    'EncodingType',
    'CopySource',
    'ChecksumMode',
  ],
  unauditedMembers: [
    'PutObjectRequest.Metadata',
    'CreateMultipartUploadRequest.Metadata',
    'CopyObjectRequest.Metadata',
  ],
  /** "The CloudTrail Event history doesn't record data events": user guide, cloudtrail-logging-s3-info (2026-11-27). */
  dataEvents: [
    'AbortMultipartUpload',
    'CompleteMultipartUpload',
    'CopyObject',
    'CreateMultipartUpload',
    'DeleteObject',
    'DeleteObjectTagging',
    'DeleteObjects',
    'GetObject',
    'GetObjectAcl',
    'GetObjectAttributes',
    'GetObjectLegalHold',
    'GetObjectRetention',
    'GetObjectTagging',
    'HeadBucket',
    'HeadObject',
    'ListMultipartUploads',
    'ListObjectVersions',
    'ListObjects',
    'ListObjectsV2',
    'ListParts',
    'PutObject',
    'PutObjectAcl',
    'PutObjectLegalHold',
    'PutObjectRetention',
    'PutObjectTagging',
    'RestoreObject',
    'SelectObjectContent',
    'UploadPart',
    'UploadPartCopy',
  ],
  superseded: ['GetBucketLifecycle', 'GetBucketNotification', 'PutBucketLifecycle', 'PutBucketNotification'],
  checkBody: checkDocument,
  bodyLimits: { PutObject: UPLOAD_LIMIT, UploadPart: UPLOAD_LIMIT },
  xml: {
    namespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
    bareErrors: true,
    hostId: true,
    milliseconds: true,
    unwrapped: ['GetBucketLocation'],
    /**
     * MalformedXML: "when the user sends malformed XML (XML that doesn't conform to the published XSD) for the
     * configuration" (API reference, error responses; recorded in aws-sdk-cpp's issue 1848, 2022-01-20). A wrong name must
     * not widen a lifecycle rule. Of lists of keys and of parts nothing is recorded.
     */
    strict: { except: ['CompleteMultipartUpload', 'DeleteObjects'] },
    roots: {
      CompleteMultipartUpload: 'CompleteMultipartUploadResult',
      CreateMultipartUpload: 'InitiateMultipartUploadResult',
      DeleteObjects: 'DeleteResult',
      GetBucketAccelerateConfiguration: 'AccelerateConfiguration',
      GetBucketAcl: 'AccessControlPolicy',
      GetBucketCors: 'CORSConfiguration',
      GetBucketLifecycleConfiguration: 'LifecycleConfiguration',
      GetBucketLogging: 'BucketLoggingStatus',
      GetBucketNotificationConfiguration: 'NotificationConfiguration',
      GetBucketRequestPayment: 'RequestPaymentConfiguration',
      GetBucketTagging: 'Tagging',
      GetBucketVersioning: 'VersioningConfiguration',
      GetBucketWebsite: 'WebsiteConfiguration',
      GetObjectAcl: 'AccessControlPolicy',
      GetObjectAttributes: 'GetObjectAttributesResponse',
      GetObjectTagging: 'Tagging',
      ListBuckets: 'ListAllMyBucketsResult',
      ListMultipartUploads: 'ListMultipartUploadsResult',
      ListObjects: 'ListBucketResult',
      ListObjectsV2: 'ListBucketResult',
      ListObjectVersions: 'ListVersionsResult',
      ListParts: 'ListPartsResult',
    },
  },
};

/** S3 has no SerializationException. The words for integers are recorded from AWS, 2026-03-23. */
function brokenArgument(name: string, text: string, says: string): WireError {
  const words = says.endsWith('integer') ? `Provided ${name} not an integer or within integer range` : says;
  return invalidArgument(words, name, text);
}
