/** PutObject: bytes as they flow, verified at their end, then one commit. */
import { requireBucket } from '../buckets.ts';
import { type ChecksumInput, describeChecksum } from '../checksums.ts';
import { checkWriteConditions } from '../conditions.ts';
import { describeEncryption, describeVersion, quoted } from '../describe-object.ts';
import type { PutObjectOutput, PutObjectRequest } from '../model.ts';
import { readSettings, refuseAppend } from '../object-settings.ts';
import type { S3Context } from '../parts.ts';
import { putVersion } from '../put-version.ts';
import { refuseUnsupported } from '../unsupported.ts';
import { receiveVerified } from '../verified-body.ts';

export async function putObject(ctx: S3Context, input: PutObjectRequest & ChecksumInput): Promise<PutObjectOutput> {
  refuseUnsupported(input);
  refuseAppend(input.WriteOffsetBytes);
  const { record: bucket } = await requireBucket(ctx, input);
  const settings = readSettings(input);
  checkWriteConditions(input);
  const { received, md5, checksum } = await receiveVerified(ctx, bucket, input);
  const object = { ...settings, etag: md5.toString('hex'), checksum };
  const put = await putVersion(ctx, { ...input, conditions: input, received, object });
  return {
    ETag: quoted(put.record.etag),
    ...describeChecksum(put.record.checksum),
    ...describeEncryption(),
    ...describeVersion(put.bucket, put.record),
  };
}
