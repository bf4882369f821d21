/** What S3's cases stand on. */
import { type DataCloud, type Input, OTHER_ACCOUNT } from './data-cloud.ts';

export const Bucket = 'photos';
export const MISSING = { Bucket, Key: 'missing' };
export const HELLO = { Bucket, Key: 'hello' };
export const HELLO_ETAG = '"5d41402abc4b2a76b9719d911017c592"';
export const CIPHERED = { Bucket: 'ciphered', Key: 'hello' };
export const OWN_KEY = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: Buffer.alloc(32).toString('base64') };
export const NO_UPLOAD = { ...HELLO, UploadId: 'missing' };

/**
 * `photos` has one object; `ciphered` lets in keys of the customer; `versions` keeps versions; `lists` has access control
 * lists; `shared` lets the other account do everything; `locked` has object lock.
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

/** An upload with one part of five bytes, as a request to complete it. */
export async function uploaded(
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

export async function completion(
  cloud: DataCloud,
  numbers: readonly number[],
  change: (parts: readonly Input[]) => readonly Input[],
): Promise<Input> {
  const { Parts, ...input } = await uploaded(cloud, numbers);
  return { ...input, MultipartUpload: { Parts: change(Parts) } };
}
