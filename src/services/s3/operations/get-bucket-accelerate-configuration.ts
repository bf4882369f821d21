/** GetBucketAccelerateConfiguration: empty where it was never set. */
import { requireBucket } from '../buckets.ts';
import { readConfig } from '../configs.ts';
import type { GetBucketAccelerateConfigurationOutput, GetBucketAccelerateConfigurationRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketAccelerateConfiguration(
  ctx: S3Context,
  input: GetBucketAccelerateConfigurationRequest,
): Promise<GetBucketAccelerateConfigurationOutput> {
  const status = await readConfig<'Suspended'>(await requireBucket(ctx, input), 'accelerate');
  return status ? { Status: status } : {};
}
