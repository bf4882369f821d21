/** GetBucketLogging: empty where there are no access logs. */
import { requireBucket } from '../buckets.ts';
import { readConfig } from '../configs.ts';
import type { GetBucketLoggingOutput, GetBucketLoggingRequest, LoggingEnabled } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketLogging(
  ctx: S3Context,
  input: GetBucketLoggingRequest,
): Promise<GetBucketLoggingOutput> {
  const logging = await readConfig<LoggingEnabled>(await requireBucket(ctx, input), 'logging');
  return logging ? { LoggingEnabled: logging } : {};
}
