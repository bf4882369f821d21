/** GetBucketAbac. */
import { requireBucket } from '../buckets.ts';
import type { GetBucketAbacOutput, GetBucketAbacRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketAbac(ctx: S3Context, input: GetBucketAbacRequest): Promise<GetBucketAbacOutput> {
  await requireBucket(ctx, input);
  return { AbacStatus: { Status: 'Disabled' } };
}
