/** GetBucketLogging: never enabled. */
import { requireBucket } from '../buckets.ts';
import type { GetBucketLoggingOutput, GetBucketLoggingRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketLogging(
  ctx: S3Context,
  input: GetBucketLoggingRequest,
): Promise<GetBucketLoggingOutput> {
  await requireBucket(ctx, input);
  return {};
}
