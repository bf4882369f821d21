/** PutBucketRequestPayment: the owner pays. */
import { requireBucket } from '../buckets.ts';
import { unsupported } from '../errors.ts';
import type { PutBucketRequestPaymentRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putBucketRequestPayment(
  ctx: S3Context,
  input: PutBucketRequestPaymentRequest,
): Promise<Record<string, never>> {
  await requireBucket(ctx, input);
  if (input.RequestPaymentConfiguration.Payer === 'Requester') throw unsupported('buckets whose requesters pay');
  return {};
}
