/** PutBucketInventoryConfiguration: refused. */
import { requireBucket } from '../buckets.ts';
import { unsupported } from '../errors.ts';
import type { PutBucketInventoryConfigurationRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putBucketInventoryConfiguration(
  ctx: S3Context,
  input: PutBucketInventoryConfigurationRequest,
): Promise<Record<string, never>> {
  await requireBucket(ctx, input);
  throw unsupported('inventories of buckets');
}
