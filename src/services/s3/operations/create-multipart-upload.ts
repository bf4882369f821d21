/** CreateMultipartUpload: what the object will be, before its parts come. */
import { requireBucket, transactInBucket } from '../buckets.ts';
import type { CreateMultipartUploadOutput, CreateMultipartUploadRequest } from '../model.ts';
import { readUploadChecksum } from '../multipart/upload-checksums.ts';
import { describeKey, readCustomerKey } from '../customer-keys.ts';
import { describeAbort, expires } from '../lifecycle/expiration.ts';
import { newObjectSettings } from '../new-object.ts';
import type { S3Context } from '../parts.ts';
import { keys, type UploadRecord, uploadRecord } from '../store.ts';

export async function createMultipartUpload(
  ctx: S3Context,
  input: CreateMultipartUploadRequest,
): Promise<CreateMultipartUploadOutput> {
  const bucket = await requireBucket(ctx, input);
  const customerKey = readCustomerKey(input);
  const object = await newObjectSettings(ctx, bucket, input, customerKey);
  const checksum = readUploadChecksum(input);
  const uploadId = ctx.ids.timeOrdered();
  const { arn } = ctx.principal;
  const record: UploadRecord = {
    initiatedAtMs: ctx.clock.nowMs(),
    initiator: arn,
    object,
    ...(checksum && { checksum }),
  };
  await transactInBucket(
    ctx,
    input,
    (place) => [keys.upload(place, input.Key, uploadId)],
    ({ record: place }) => {
      const set = { key: keys.upload(place, input.Key, uploadId), value: uploadRecord.encode(record) };
      return Promise.resolve({ changes: { sets: [set] }, result: undefined });
    },
  );
  return {
    Bucket: input.Bucket,
    Key: input.Key,
    UploadId: uploadId,
    ...(expires(bucket) && (await describeAbort(bucket, input.Key, record.initiatedAtMs))),
    ...describeKey(customerKey),
    ...(checksum && {
      ChecksumAlgorithm: checksum.algorithm as NonNullable<CreateMultipartUploadOutput['ChecksumAlgorithm']>,
      ChecksumType: checksum.type,
    }),
  };
}
