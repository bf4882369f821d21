/** PutObjectLockConfiguration: once on, it stays on. */
import { updateBucket } from '../buckets.ts';
import type { PutObjectLockConfigurationOutput, PutObjectLockConfigurationRequest } from '../model.ts';
import { notVersioned, readLockConfiguration } from '../object-lock-configuration.ts';
import type { S3Context } from '../parts.ts';

export async function putObjectLockConfiguration(
  ctx: S3Context,
  input: PutObjectLockConfigurationRequest,
): Promise<PutObjectLockConfigurationOutput> {
  const objectLock = readLockConfiguration(input.ObjectLockConfiguration);
  await updateBucket(ctx, input, (record) => {
    if (record.versioning !== 'Enabled') throw notVersioned();
    return { ...record, objectLock };
  });
  return {};
}
