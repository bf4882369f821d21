/** GetBucketVersioning: empty where it was never set. */
import { requireBucket } from '../buckets.ts';
import type { GetBucketVersioningOutput, GetBucketVersioningRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketVersioning(
  ctx: S3Context,
  input: GetBucketVersioningRequest,
): Promise<GetBucketVersioningOutput> {
  const { versioning } = (await requireBucket(ctx, input)).record;
  return versioning ? { Status: versioning } : {};
}
