/** PutBucketLogging: takes the place of what was there; without LoggingEnabled there are no access logs any more. */
import { checkTarget } from '../access-logs/settings.ts';
import { requireBucket } from '../buckets.ts';
import { deleteConfig, putConfig } from '../configs.ts';
import type { PutBucketLoggingRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putBucketLogging(ctx: S3Context, input: PutBucketLoggingRequest): Promise<Record<string, never>> {
  const { LoggingEnabled: logging } = input.BucketLoggingStatus;
  if (!logging) {
    await deleteConfig(ctx, input, 'logging');
    return {};
  }
  await checkTarget(ctx, await requireBucket(ctx, input), logging);
  await putConfig(ctx, input, 'logging', logging);
  return {};
}
