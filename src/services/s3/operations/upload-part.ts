/** UploadPart: bytes as they flow, verified at their end; a part of the same number is replaced. */
import { type ChecksumInput, describeChecksumValue } from '../checksums.ts';
import { describeKey, readCustomerKey, requireSameKey } from '../customer-keys.ts';
import { quoted } from '../describe-object.ts';
import type { UploadPartOutput, UploadPartRequest } from '../model.ts';
import { checkPartNumber, putPart } from '../multipart/put-part.ts';
import { checkPartAlgorithm } from '../multipart/upload-checksums.ts';
import { requireUpload } from '../multipart/uploads.ts';
import type { S3Context } from '../parts.ts';
import { declaredAlgorithm, receiveVerified } from '../verified-body.ts';

export async function uploadPart(ctx: S3Context, input: UploadPartRequest & ChecksumInput): Promise<UploadPartOutput> {
  checkPartNumber(input.PartNumber);
  const { bucket, upload } = await requireUpload(ctx, input);
  const customerKey = readCustomerKey(input);
  requireSameKey(upload.object.customerKey, customerKey);
  checkPartAlgorithm(upload, declaredAlgorithm(input));
  const { received, etag, checksum } = await receiveVerified(ctx, bucket.record, input, customerKey);
  await putPart(ctx, input, { number: input.PartNumber, etag, checksum, received });
  return {
    ETag: quoted(etag),
    ...describeKey(customerKey),
    // What nobody asked for is kept for the object, and not answered.
    ...(declaredAlgorithm(input) !== undefined && describeChecksumValue(checksum)),
  };
}
