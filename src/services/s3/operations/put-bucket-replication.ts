/** PutBucketReplication: refused. */
import { requireBucket } from '../buckets.ts';
import { invalidRequest, unsupported } from '../errors.ts';
import type { PutBucketReplicationRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putBucketReplication(
  ctx: S3Context,
  input: PutBucketReplicationRequest,
): Promise<Record<string, never>> {
  const { record } = await requireBucket(ctx, input);
  // Words of public reports, 2026-11-27.
  if (record.versioning !== 'Enabled') {
    throw invalidRequest("Versioning must be 'Enabled' on the bucket to apply a replication configuration");
  }
  throw unsupported('the replication of buckets');
}
