/** PutObject: bytes as they flow, verified at their end, then one commit. */
import { requireBucket } from '../buckets.ts';
import { type ChecksumInput, describeChecksum } from '../checksums.ts';
import { checkWriteConditions } from '../conditions.ts';
import { describeKey, readCustomerKey } from '../customer-keys.ts';
import { describeVersion, quoted } from '../describe-object.ts';
import { describeExpiration, expires } from '../lifecycle/expiration.ts';
import type { PutObjectOutput, PutObjectRequest } from '../model.ts';
import { newObjectSettings } from '../new-object.ts';
import { refuseAppend } from '../object-settings.ts';
import type { S3Context } from '../parts.ts';
import { putVersion } from '../put-version.ts';
import { receiveVerified } from '../verified-body.ts';

export async function putObject(ctx: S3Context, input: PutObjectRequest & ChecksumInput): Promise<PutObjectOutput> {
  refuseAppend(input.WriteOffsetBytes);
  const bucket = await requireBucket(ctx, input);
  const customerKey = readCustomerKey(input);
  const settings = await newObjectSettings(ctx, bucket, input, customerKey);
  checkWriteConditions(input);
  const { received, etag, checksum } = await receiveVerified(ctx, bucket.record, input, { customerKey });
  const put = await putVersion(ctx, { ...input, conditions: input, received, object: { ...settings, etag, checksum } });
  return {
    ETag: quoted(put.record.etag),
    ...describeChecksum(put.record.checksum),
    ...describeKey(customerKey),
    ...describeVersion(put.bucket, put.record),
    ...(expires(bucket) && (await describeExpiration(bucket, input.Key, put.record))),
  };
}
