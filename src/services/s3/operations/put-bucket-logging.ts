/** PutBucketLogging: there are no access logs yet; switching them off is no change. */
import { requireBucket } from '../buckets.ts';
import { unsupported } from '../errors.ts';
import type { PutBucketLoggingRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putBucketLogging(ctx: S3Context, input: PutBucketLoggingRequest): Promise<Record<string, never>> {
  await requireBucket(ctx, input);
  if (input.BucketLoggingStatus.LoggingEnabled) throw unsupported('server access logs of buckets');
  return {};
}
