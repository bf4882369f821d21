/** S3: what makes the errors of puts, of uploads and of what buckets are told. */
import { Readable } from 'node:stream';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { canonicalUserId } from '../../src/services/s3/buckets.ts';
import { exchange } from '../wire/raw-socket.ts';
import { each, type ErrorCases } from './cases.ts';
import { ACCOUNT, type DataCloud, type Input, type SeenError } from './data-cloud.ts';
import { Bucket, CIPHERED, completion, HELLO, OWN_KEY, uploaded } from './s3-buckets.ts';

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
  const url = new URL(await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'new' })));
  const head = `PUT ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\nconnection: close\r\n\r\n`;
  const { status, body } = await exchange(Number(url.port), [head]);
  const [, code = '', message = ''] = /<Code>(.*)<\/Code><Message>(.*)<\/Message>/.exec(body) ?? [];
  return { code, message, status };
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
  'PutBucketLogging InvalidTargetBucketForLogging': {
    input: loggingTo('nowhere-at-all'),
    message: 'The target bucket for logging does not exist',
  },
  'PutBucketPolicy MalformedPolicy': { input: { Bucket, Policy: '{' }, message: /./ },
  'PutBucketVersioning IllegalVersioningConfigurationException': {
    input: { Bucket, VersioningConfiguration: {} },
    message: 'The Versioning element must be specified',
  },
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

export const s3WriteCases: ErrorCases = { ...UPLOADS, ...PUTS, ...BUCKETS };

function loggingTo(TargetBucket: string): Input {
  return { Bucket, BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix: '' } } };
}
