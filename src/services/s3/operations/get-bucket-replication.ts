/** GetBucketReplication: never configured. */
import { requireBucket } from '../buckets.ts';
import type { GetBucketReplicationOutput, GetBucketReplicationRequest } from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketReplication(
  ctx: S3Context,
  input: GetBucketReplicationRequest,
): Promise<GetBucketReplicationOutput> {
  await requireBucket(ctx, input);
  throw notConfigured('ReplicationConfigurationNotFoundError', input.Bucket);
}
