/** UploadPart: bytes as they flow, verified at their end; a part of the same number is replaced. */
import { type ChecksumInput, describeChecksumValue } from '../checksums.ts';
import { describeKey, readCustomerKey, requireUploadKey } from '../customer-keys.ts';
import { quoted } from '../describe-object.ts';
import type { UploadPartOutput, UploadPartRequest } from '../model.ts';
import { checkPartNumber, putPart } from '../multipart/put-part.ts';
import { checkPartAlgorithm, UNCHOSEN } from '../multipart/upload-checksums.ts';
import { requireUpload } from '../multipart/uploads.ts';
import type { S3Context } from '../parts.ts';
import { declaredAlgorithm, receiveVerified } from '../verified-body.ts';

export async function uploadPart(ctx: S3Context, input: UploadPartRequest & ChecksumInput): Promise<UploadPartOutput> {
  checkPartNumber(input.PartNumber);
  const { bucket, upload } = await requireUpload(ctx, input);
  const customerKey = readCustomerKey(input);
  requireUploadKey(upload.object.customerKey, customerKey);
  const declared = declaredAlgorithm(input);
  checkPartAlgorithm(upload, declared);
  // Of uploads whose client chose no checksum S3 computes its own, whatever single parts declare.
  const otherAlgorithm = upload.checksum || declared === UNCHOSEN.algorithm ? undefined : UNCHOSEN.algorithm;
  const body = await receiveVerified(ctx, bucket.record, input, { customerKey, otherAlgorithm });
  const { received, etag, checksum, other = checksum } = body;
  await putPart(ctx, input, { number: input.PartNumber, etag, checksum: other, received });
  return {
    ETag: quoted(etag),
    ...describeKey(customerKey),
    // What nobody asked for is kept for the object, and not answered.
    ...(declared !== undefined && describeChecksumValue(checksum)),
  };
}
