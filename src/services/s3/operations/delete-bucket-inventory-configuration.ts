/** DeleteBucketInventoryConfiguration: there is none. */
import { requireBucket } from '../buckets.ts';
import type { DeleteBucketInventoryConfigurationRequest } from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';

export async function deleteBucketInventoryConfiguration(
  ctx: S3Context,
  input: DeleteBucketInventoryConfigurationRequest,
): Promise<Record<string, never>> {
  await requireBucket(ctx, input);
  throw notConfigured('NoSuchConfiguration', input.Bucket);
}
