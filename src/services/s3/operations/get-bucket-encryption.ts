/** GetBucketEncryption: a bucket is always encrypted. */
import { requireBucket } from '../buckets.ts';
import { readConfig } from '../configs.ts';
import { describeRule, type StoredEncryption } from '../encryption.ts';
import type { GetBucketEncryptionOutput, GetBucketEncryptionRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketEncryption(
  ctx: S3Context,
  input: GetBucketEncryptionRequest,
): Promise<GetBucketEncryptionOutput> {
  const bucket = await requireBucket(ctx, input);
  const stored = await readConfig<StoredEncryption>(bucket, 'encryption');
  return { ServerSideEncryptionConfiguration: { Rules: [describeRule(bucket.record, stored)] } };
}
