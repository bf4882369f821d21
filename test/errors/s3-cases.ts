/** S3 and S3 Control: what makes each error of their operations. */
import type { ServiceModel } from '../../src/wire/model.ts';
import { loadServices } from '../../tools/services.ts';
import { sampleInput } from '../access/inputs.ts';
import { each, type ErrorCase, type ErrorCases } from './cases.ts';
import { ACCOUNT, type DataCloud, type Input } from './data-cloud.ts';
import { asksForBucket, asksForOwner, needsDocument } from './documented.ts';
import { Bucket, completion, HELLO, HELLO_ETAG, MISSING, NO_UPLOAD } from './s3-buckets.ts';
import { s3WriteCases } from './s3-write-cases.ts';

async function deleteMarker(cloud: DataCloud): Promise<Input> {
  const where = { Bucket: 'versions', Key: 'gone' };
  const { VersionId } = await cloud.send('s3', 'DeleteObject', where);
  return { ...where, VersionId };
}

const NO_SUCH_KEY = { message: 'The specified key does not exist.' };
const DENIED_ALICE = /^User: arn:aws:iam::000000000000:user\/alice is not authorized to perform: s3:/;

const NOT_THERE: ErrorCases = {
  ...each(
    'NoSuchKey',
    {
      GetObject: MISSING,
      GetObjectAcl: MISSING,
      GetObjectAttributes: { ...MISSING, ObjectAttributes: ['ETag'] },
      CopyObject: { ...HELLO, CopySource: `${Bucket}/missing` },
      PutObjectAcl: { Bucket: 'lists', Key: 'missing', ACL: 'private' },
    },
    NO_SUCH_KEY,
  ),
  'HeadObject NoSuchKey': { input: MISSING, message: /./, seenAs: 'NotFound' },
  ...each(
    'NoSuchUpload',
    {
      AbortMultipartUpload: NO_UPLOAD,
      CompleteMultipartUpload: { ...NO_UPLOAD, MultipartUpload: { Parts: [{ PartNumber: 1, ETag: HELLO_ETAG }] } },
      ListParts: NO_UPLOAD,
      UploadPart: { ...NO_UPLOAD, PartNumber: 1, Body: 'hello' },
      UploadPartCopy: { ...NO_UPLOAD, PartNumber: 1, CopySource: `${Bucket}/hello` },
    },
    {
      message:
        'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    },
  ),
  'GetObject NoSuchVersion': {
    input: { Bucket: 'versions', Key: 'hello', VersionId: 'WeTn3Sh7Hq.CbVZkXE0rR1hWbfBkLk8Q' },
    message: /./,
  },
  'GetBucketPolicy NoSuchBucketPolicy': { input: { Bucket }, message: 'The bucket policy does not exist' },
  'GetBucketCors NoSuchCORSConfiguration': { input: { Bucket }, message: 'The CORS configuration does not exist' },
  'GetBucketLifecycleConfiguration NoSuchLifecycleConfiguration': {
    input: { Bucket },
    message: 'The lifecycle configuration does not exist',
  },
  'GetBucketOwnershipControls OwnershipControlsNotFoundError': {
    async input(cloud) {
      await cloud.send('s3', 'DeleteBucketOwnershipControls', { Bucket: 'versions' });
      return { Bucket: 'versions' };
    },
    message: 'The bucket ownership controls were not found',
  },
  'GetBucketReplication ReplicationConfigurationNotFoundError': {
    input: { Bucket },
    message: 'The replication configuration was not found',
  },
  'GetBucketTagging NoSuchTagSet': { input: { Bucket }, message: 'The TagSet does not exist' },
  'GetBucketWebsite NoSuchWebsiteConfiguration': {
    input: { Bucket },
    message: 'The specified bucket does not have a website configuration',
  },
  ...each(
    'NoSuchConfiguration',
    {
      GetBucketAnalyticsConfiguration: { Bucket, Id: 'a' },
      GetBucketIntelligentTieringConfiguration: { Bucket, Id: 'a' },
      GetBucketInventoryConfiguration: { Bucket, Id: 'a' },
      GetBucketMetricsConfiguration: { Bucket, Id: 'a' },
    },
    { message: 'The specified configuration does not exist.' },
  ),
  ...each(
    'NoSuchObjectLockConfiguration',
    {
      GetObjectLegalHold: { Bucket: 'locked', Key: 'free' },
      GetObjectRetention: { Bucket: 'locked', Key: 'free' },
    },
    { message: 'The specified object does not have a ObjectLock configuration' },
  ),
  'GetObjectLockConfiguration ObjectLockConfigurationNotFoundError': {
    input: { Bucket },
    message: 'Object Lock configuration does not exist for this bucket',
  },
  'GetPublicAccessBlock NoSuchPublicAccessBlockConfiguration': {
    async input(cloud) {
      await cloud.send('s3', 'DeletePublicAccessBlock', { Bucket: 'versions' });
      return { Bucket: 'versions' };
    },
    message: 'The public access block configuration was not found',
  },
};

const ID = { Bucket, Id: 'a' };
const FOR_ALICE = { caller: 'alice', message: DENIED_ALICE } as const;
const TIERING = { Id: 'a', Status: 'Enabled', Tierings: [{ Days: 90, AccessTier: 'ARCHIVE_ACCESS' }] };
const INVENTORY = {
  Id: 'a',
  IsEnabled: true,
  IncludedObjectVersions: 'All',
  Schedule: { Frequency: 'Daily' },
  Destination: { S3BucketDestination: { Bucket: `arn:aws:s3:::${Bucket}`, Format: 'CSV' } },
};
const POLICY = JSON.stringify({ Version: '2012-10-17', Statement: [] });

const NOT_ALLOWED: ErrorCases = {
  ...each(
    'AccessDenied',
    {
      DeleteBucketPolicy: { Bucket },
      GetBucketPolicy: { Bucket },
      PutBucketPolicy: { Bucket, Policy: POLICY },
      GetObject: MISSING,
      GetObjectAttributes: { ...MISSING, ObjectAttributes: ['ETag'] },
      PutBucketAnalyticsConfiguration: { ...ID, AnalyticsConfiguration: { Id: 'a', StorageClassAnalysis: {} } },
      PutBucketIntelligentTieringConfiguration: { ...ID, IntelligentTieringConfiguration: TIERING },
      PutBucketInventoryConfiguration: { ...ID, InventoryConfiguration: INVENTORY },
    },
    FOR_ALICE,
  ),
  ...each(
    'AccessDenied',
    { HeadBucket: { Bucket }, HeadObject: MISSING },
    { caller: 'alice', message: /./, seenAs: 'Unknown' },
  ),
  ...each(
    'MethodNotAllowed',
    {
      GetBucketPolicy: { Bucket: 'shared' },
      PutBucketPolicy: { Bucket: 'shared', Policy: POLICY },
      DeleteBucketPolicy: { Bucket: 'shared' },
    },
    { caller: 'other', message: 'The specified method is not allowed against this resource.' },
  ),
  'GetObject MethodNotAllowed': {
    input: deleteMarker,
    message: 'The specified method is not allowed against this resource.',
  },
  'HeadObject MethodNotAllowed': { input: deleteMarker, message: /./, seenAs: 'Unknown' },
};

const CONDITIONS: ErrorCases = {
  'GetObject InvalidRange': {
    input: { ...HELLO, Range: 'bytes=10-20' },
    message: 'The requested range is not satisfiable',
  },
  ...each(
    'PreconditionFailed',
    {
      GetObject: { ...HELLO, IfMatch: '"x"' },
      CopyObject: { ...HELLO, CopySource: `${Bucket}/hello`, MetadataDirective: 'REPLACE', CopySourceIfMatch: '"x"' },
      PutObject: { ...HELLO, Body: 'again', IfNoneMatch: '*' },
      CompleteMultipartUpload: async (cloud) => ({
        ...(await completion(cloud, [1], (parts) => parts)),
        IfNoneMatch: '*',
      }),
    },
    { message: 'At least one of the pre-conditions you specified did not hold' },
  ),
  'HeadObject PreconditionFailed': { input: { ...HELLO, IfMatch: '"x"' }, message: /./, seenAs: 'Unknown' },
  ...each(
    'NotModified',
    { GetObject: { ...HELLO, IfNoneMatch: HELLO_ETAG }, HeadObject: { ...HELLO, IfNoneMatch: HELLO_ETAG } },
    { message: /./, seenAs: 'Unknown' },
  ),
};

/** Of every operation on a bucket, of every one that may be told whose it is, and of every one that needs a document. */
const MECHANICAL: ErrorCases = Object.fromEntries(
  (await loadServices())
    .filter(({ service }) => service.name === 's3')
    .flatMap(({ model, operations }) =>
      Object.keys(operations).flatMap((operation): [string, ErrorCase][] => [
        ...(asksForBucket(model, operation) ? [noBucket(model, operation)] : []),
        ...(asksForOwner(model, operation) ? [noOwner(model, operation)] : []),
        ...(needsDocument(model, operation) ? [noDocument(model, operation)] : []),
      ]),
    ),
);

function noBucket(model: ServiceModel, operation: string): [string, ErrorCase] {
  const input = { ...sampleInput('s3', operation, model), Bucket: 'nowhere' };
  const words = operation.startsWith('Head')
    ? { message: /./, seenAs: 'NotFound' }
    : { message: 'The specified bucket does not exist' };
  return [`${operation} NoSuchBucket`, { input, ...words }];
}

function noOwner(model: ServiceModel, operation: string): [string, ErrorCase] {
  const input = { ...sampleInput('s3', operation, model), Bucket, ExpectedBucketOwner: 'nobody' };
  const words = operation.startsWith('Head')
    ? { message: /./, seenAs: 'Unknown' }
    : { message: 'The value of the expected bucket owner parameter must be an AWS Account ID... [nobody]' };
  return [`${operation} InvalidBucketOwnerAWSAccountID`, { input, ...words }];
}

function noDocument(model: ServiceModel, operation: string): [string, ErrorCase] {
  const input = { ...sampleInput('s3', operation, model), Bucket };
  return [`${operation} MissingRequestBodyError`, { input, withoutBody: true, message: 'Request Body is empty' }];
}

export const s3Cases: ErrorCases = {
  ...MECHANICAL,
  ...NOT_THERE,
  ...NOT_ALLOWED,
  ...CONDITIONS,
  ...s3WriteCases,
};

export const s3ControlCases: ErrorCases = {
  'GetPublicAccessBlock NoSuchPublicAccessBlockConfiguration': {
    input: { AccountId: ACCOUNT },
    message: 'The public access block configuration was not found',
  },
};
