/** CreateBucketMetadataConfiguration: refused. */
import { requireBucket } from '../buckets.ts';
import { unsupported } from '../errors.ts';
import type { CreateBucketMetadataConfigurationRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function createBucketMetadataConfiguration(
  ctx: S3Context,
  input: CreateBucketMetadataConfigurationRequest,
): Promise<Record<string, never>> {
  await requireBucket(ctx, input);
  throw unsupported('tables of metadata');
}
