/** GetBucketRequestPayment. */
import { requireBucket } from '../buckets.ts';
import type { GetBucketRequestPaymentOutput, GetBucketRequestPaymentRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketRequestPayment(
  ctx: S3Context,
  input: GetBucketRequestPaymentRequest,
): Promise<GetBucketRequestPaymentOutput> {
  await requireBucket(ctx, input);
  return { Payer: 'BucketOwner' };
}
