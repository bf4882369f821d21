/** S3 and S3 Control: what makes each error of their operations. */
import { Readable } from 'node:stream';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { canonicalUserId } from '../../src/services/s3/buckets.ts';
import { loadServices } from '../../tools/services.ts';
import { sampleInput } from '../access/inputs.ts';
import { ACCOUNT, type DataCloud, type Input, OTHER_ACCOUNT, type SeenError } from './data-cloud.ts';
import { each, type ErrorCase, type ErrorCases } from './cases.ts';
import { asksForBucket } from './documented.ts';

const Bucket = 'photos';
const MISSING = { Bucket, Key: 'missing' };
const HELLO = { Bucket, Key: 'hello' };
const HELLO_ETAG = '"5d41402abc4b2a76b9719d911017c592"';
const CIPHERED = { Bucket: 'ciphered', Key: 'hello' };
const OWN_KEY = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: Buffer.alloc(32).toString('base64') };
const NO_UPLOAD = { ...HELLO, UploadId: 'missing' };

/**
 * `photos` has one object; `ciphered` lets in keys of the customer; `versions` keeps versions, of which one is a delete marker; `lists` has access control lists;
 * `shared` lets the other account do everything; `locked` has object lock.
 */
export async function prepareBuckets(cloud: DataCloud): Promise<void> {
  const s3 = (operation: string, input: Input): Promise<unknown> => cloud.send('s3', operation, input);
  await Promise.all(['photos', 'versions', 'shared', 'ciphered'].map((name) => s3('CreateBucket', { Bucket: name })));
  await s3('CreateBucket', { Bucket: 'lists', ObjectOwnership: 'ObjectWriter' });
  await s3('CreateBucket', { Bucket: 'locked', ObjectLockEnabledForBucket: true });
  await cloud.send('s3', 'CreateBucket', { Bucket: 'of-others' }, { caller: 'other' });
  await s3('PutObject', { ...HELLO, Body: 'hello' });
  await s3('PutObject', { Bucket: 'locked', Key: 'free', Body: 'hello' });
  await s3('PutObject', { Bucket: 'lists', Key: 'hello', Body: 'hello' });
  const rule = { BlockedEncryptionTypes: { EncryptionType: ['NONE'] } };
  await s3('PutBucketEncryption', { Bucket: 'ciphered', ServerSideEncryptionConfiguration: { Rules: [rule] } });
  await s3('PutBucketVersioning', { Bucket: 'versions', VersioningConfiguration: { Status: 'Enabled' } });
  const Statement = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
    Action: 's3:*',
    Resource: 'arn:aws:s3:::shared',
  };
  await s3('PutBucketPolicy', { Bucket: 'shared', Policy: JSON.stringify({ Version: '2012-10-17', Statement }) });
}

async function deleteMarker(cloud: DataCloud): Promise<Input> {
  const where = { Bucket: 'versions', Key: 'gone' };
  const { VersionId } = await cloud.send('s3', 'DeleteObject', where);
  return { ...where, VersionId };
}

/** An upload with one part of five bytes, as a request to complete it. */
async function uploaded(
  cloud: DataCloud,
  parts: readonly number[] = [1],
): Promise<Input & { Parts: readonly Input[] }> {
  const { UploadId } = await cloud.send('s3', 'CreateMultipartUpload', HELLO);
  const Parts: Input[] = [];
  for (const PartNumber of parts) {
    const { ETag } = await cloud.send('s3', 'UploadPart', { ...HELLO, UploadId, PartNumber, Body: 'hello' });
    Parts.push({ PartNumber, ETag });
  }
  return { ...HELLO, UploadId, Parts };
}

async function completion(
  cloud: DataCloud,
  numbers: readonly number[],
  change: (parts: readonly Input[]) => readonly Input[],
): Promise<Input> {
  const { Parts, ...input } = await uploaded(cloud, numbers);
  return { ...input, MultipartUpload: { Parts: change(Parts) } };
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

const UPLOADS: ErrorCases = {
  'CompleteMultipartUpload EntityTooSmall': {
    input: (cloud) => completion(cloud, [1, 2], (parts) => parts),
    message: 'Your proposed upload is smaller than the minimum allowed size',
  },
  'CompleteMultipartUpload InvalidPart': {
    input: (cloud) => completion(cloud, [1], ([part]) => [{ ...part, PartNumber: 2 }]),
    message: /^One or more of the specified parts could not be found\./,
  },
  'CompleteMultipartUpload InvalidPartOrder': {
    input: (cloud) => completion(cloud, [1, 2], (parts) => parts.toReversed()),
    message: /^The list of parts was not in ascending order\./,
  },
  'UploadPart BadDigest': {
    async input(cloud) {
      const { Parts: _, ...input } = await uploaded(cloud);
      return { ...input, PartNumber: 2, Body: 'hello', ChecksumCRC32: 'AAAAAA==' };
    },
    message: 'The CRC32 you specified did not match the calculated checksum.',
  },
  'UploadPartCopy InvalidRequest': {
    async input(cloud) {
      const { UploadId } = await cloud.send('s3', 'CreateMultipartUpload', { ...CIPHERED, ...OWN_KEY });
      return { ...CIPHERED, UploadId, PartNumber: 1, CopySource: `${Bucket}/hello` };
    },
    message: /^The multipart upload initiate requested encryption\. /,
  },
  'CopyObject InvalidRequest': {
    input: { ...HELLO, CopySource: `${Bucket}/hello` },
    message: /^This copy request is illegal because it is trying to copy an object to itself /,
  },
};

const NEW = { Bucket, Key: 'new', Body: 'hello' };
const TOO_LARGE = 5 * 1024 ** 3 + 1;

/** The SDK always says a length: what it signed is sent by hand. */
async function unmeasured({ s3 }: DataCloud): Promise<SeenError> {
  const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'new' }));
  const body = Readable.toWeb(Readable.from([Buffer.from('hello')])) as ReadableStream;
  const response = await fetch(url, { method: 'PUT', body, duplex: 'half' });
  const [, code = '', message = ''] = /<Code>(.*)<\/Code><Message>(.*)<\/Message>/.exec(await response.text()) ?? [];
  return { code, message, status: response.status };
}

const PUTS: ErrorCases = {
  'PutObject InvalidRequest': {
    input: { ...NEW, ChecksumCRC32: 'x' },
    message: 'Value for x-amz-checksum-crc32 header is invalid.',
  },
  'PutObject BadDigest': {
    input: { ...NEW, ChecksumCRC32: 'AAAAAA==' },
    message: 'The CRC32 you specified did not match the calculated checksum.',
  },
  'PutObject InvalidDigest': {
    input: { ...NEW, ContentMD5: 'x' },
    message: 'The Content-MD5 you specified was invalid.',
  },
  'PutObject InvalidEncryptionAlgorithmError': {
    input: { ...NEW, SSECustomerAlgorithm: 'AES128', SSECustomerKey: Buffer.alloc(32).toString('base64') },
    message: /./,
  },
  'PutObject InvalidStorageClass': { input: { ...NEW, StorageClass: 'COLD' }, message: /./ },
  'PutObject KeyTooLongError': { input: { ...NEW, Key: 'k'.repeat(1_025) }, message: 'Your key is too long' },
  'PutObject MetadataTooLarge': {
    input: { ...NEW, Metadata: { a: 'x'.repeat(2_048) } },
    message: 'Your metadata headers exceed the maximum allowed metadata size',
  },
  'PutObject EntityTooLarge': {
    input: () => Promise.resolve({ ...NEW, Body: Readable.from(['hello']), ContentLength: TOO_LARGE }),
    message: 'Your proposed upload exceeds the maximum allowed size',
  },
  'PutObject IncompleteBody': {
    input: () => Promise.resolve({ ...NEW, Body: Readable.from(['hello']), ContentLength: 10 }),
    message: 'The request body terminated unexpectedly',
  },
  'PutObject MissingContentLength': {
    input: NEW,
    answer: unmeasured,
    message: 'You must provide the Content-Length HTTP header.',
  },
};

const BUCKETS: ErrorCases = {
  'CreateBucket BucketAlreadyExists': {
    input: { Bucket: 'of-others' },
    message: /^The requested bucket name is not available\. /,
  },
  'CreateBucket BucketAlreadyOwnedByYou': {
    async input(cloud) {
      const input = { Bucket: 'in-europe', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } };
      await cloud.send('s3', 'CreateBucket', input);
      return input;
    },
    message: 'Your previous request to create the named bucket succeeded and you already own it.',
  },
  'CreateBucket InvalidBucketName': { input: { Bucket: 'No_Bucket' }, message: 'The specified bucket is not valid.' },
  'CreateBucket IllegalLocationConstraintException': {
    input: { Bucket: 'nowhere', CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } },
    region: 'eu-west-1',
    message:
      'The eu-central-1 location constraint is incompatible for the region specific endpoint this request was sent to.',
  },
  'CreateBucket InvalidLocationConstraint': {
    input: { Bucket: 'nowhere', CreateBucketConfiguration: { LocationConstraint: 'us-east-1' } },
    message: 'The specified location-constraint is not valid',
  },
  'CreateBucket InvalidBucketAclWithObjectOwnership': {
    input: { Bucket: 'nowhere', ACL: 'public-read', ObjectOwnership: 'BucketOwnerEnforced' },
    message: "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  },
  'DeleteBucket BucketNotEmpty': { input: { Bucket }, message: 'The bucket you tried to delete is not empty' },
  'PutBucketPolicy MalformedPolicy': { input: { Bucket, Policy: '{' }, message: /./ },
  'PutBucketVersioning InvalidBucketState': {
    input: { Bucket: 'locked', VersioningConfiguration: { Status: 'Suspended' } },
    message: /./,
  },
  'PutObjectLockConfiguration InvalidBucketState': {
    input: { Bucket, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } },
    message: /./,
  },
  ...each(
    'AccessControlListNotSupported',
    { PutBucketAcl: { Bucket, ACL: 'public-read' }, PutObjectAcl: { ...HELLO, ACL: 'public-read' } },
    { message: 'The bucket does not allow ACLs' },
  ),
  ...each(
    'MalformedACLError',
    {
      PutBucketAcl: { Bucket: 'lists', AccessControlPolicy: { Owner: { ID: canonicalUserId(ACCOUNT) } } },
      PutObjectAcl: {
        Bucket: 'lists',
        Key: 'hello',
        AccessControlPolicy: { Owner: { ID: canonicalUserId(ACCOUNT) } },
      },
    },
    { message: 'The XML you provided was not well-formed or did not validate against our published schema' },
  ),
  'PutBucketAcl UnresolvableGrantByEmailAddress': {
    input: { Bucket: 'lists', GrantRead: 'emailAddress="a@example.com"' },
    message: 'The e-mail address you provided does not match any account on record.',
  },
  ...each(
    'InvalidTag',
    {
      PutBucketTagging: { Bucket, Tagging: { TagSet: [{ Key: 'aws:a', Value: 'b' }] } },
      PutObjectTagging: { ...HELLO, Tagging: { TagSet: [{ Key: 'aws:a', Value: 'b' }] } },
    },
    { message: /./ },
  ),
  ...each(
    'MalformedXML',
    {
      PutBucketTagging: { Bucket, Tagging: { TagSet: [{ Key: 'a' }] } },
      PutObjectTagging: { ...HELLO, Tagging: { TagSet: [{ Key: 'a' }] } },
    },
    { message: 'The XML you provided was not well-formed or did not validate against our published schema' },
  ),
};

/** Of every operation on a bucket. */
const NO_BUCKET: ErrorCases = Object.fromEntries(
  (await loadServices())
    .filter(({ service }) => service.name === 's3')
    .flatMap(({ model, operations }) =>
      Object.keys(operations)
        .filter((operation) => asksForBucket(model, operation))
        .map((operation): [string, ErrorCase] => {
          const input = { ...sampleInput('s3', operation, model), Bucket: 'nowhere' };
          const words = operation.startsWith('Head')
            ? { message: /./, seenAs: 'NotFound' }
            : { message: 'The specified bucket does not exist' };
          return [`${operation} NoSuchBucket`, { input, ...words }];
        }),
    ),
);

export const s3Cases: ErrorCases = {
  ...NO_BUCKET,
  ...NOT_THERE,
  ...NOT_ALLOWED,
  ...CONDITIONS,
  ...UPLOADS,
  ...PUTS,
  ...BUCKETS,
};

export const s3ControlCases: ErrorCases = {
  'GetPublicAccessBlock NoSuchPublicAccessBlockConfiguration': {
    input: { AccountId: ACCOUNT },
    message: 'The public access block configuration was not found',
  },
};
