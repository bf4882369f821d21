/** GetBucketNotificationConfiguration: none. */
import { requireBucket } from '../buckets.ts';
import type { GetBucketNotificationConfigurationRequest, NotificationConfiguration } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketNotificationConfiguration(
  ctx: S3Context,
  input: GetBucketNotificationConfigurationRequest,
): Promise<NotificationConfiguration> {
  await requireBucket(ctx, input);
  return {};
}
