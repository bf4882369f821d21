/** CreateBucketMetadataTableConfiguration: refused. */
import { requireBucket } from '../buckets.ts';
import { unsupported } from '../errors.ts';
import type { CreateBucketMetadataTableConfigurationRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function createBucketMetadataTableConfiguration(
  ctx: S3Context,
  input: CreateBucketMetadataTableConfigurationRequest,
): Promise<Record<string, never>> {
  await requireBucket(ctx, input);
  throw unsupported('tables of metadata');
}
