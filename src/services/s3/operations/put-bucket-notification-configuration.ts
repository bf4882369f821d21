/** PutBucketNotificationConfiguration: there are no notifications yet; none is no change. */
import { requireBucket } from '../buckets.ts';
import { unsupported } from '../errors.ts';
import type { PutBucketNotificationConfigurationRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putBucketNotificationConfiguration(
  ctx: S3Context,
  input: PutBucketNotificationConfigurationRequest,
): Promise<Record<string, never>> {
  await requireBucket(ctx, input);
  const { EventBridgeConfiguration, ...lists } = input.NotificationConfiguration;
  const isEmpty = Object.values(lists).every((list) => list === undefined || list.length === 0);
  if (EventBridgeConfiguration || !isEmpty) throw unsupported('notifications of buckets yet');
  return {};
}
