/** GetObjectLockConfiguration. */
import { requireBucket } from '../buckets.ts';
import type { GetObjectLockConfigurationOutput, GetObjectLockConfigurationRequest } from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';

export async function getObjectLockConfiguration(
  ctx: S3Context,
  input: GetObjectLockConfigurationRequest,
): Promise<GetObjectLockConfigurationOutput> {
  const { objectLock } = (await requireBucket(ctx, input)).record;
  if (!objectLock) throw notConfigured('ObjectLockConfigurationNotFoundError', input.Bucket);
  const { defaultRetention } = objectLock;
  const { mode, days, years } = defaultRetention ?? {};
  const DefaultRetention = {
    ...(mode && { Mode: mode }),
    ...(days !== undefined && { Days: days }),
    ...(years !== undefined && { Years: years }),
  };
  return {
    ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', ...(defaultRetention && { Rule: { DefaultRetention } }) },
  };
}
