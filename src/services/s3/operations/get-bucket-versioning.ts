/**
 * GetBucketVersioning: empty where it was never set. MFADelete "is only returned if the bucket has been configured with
 * MFA delete" (API reference), also as Disabled: Terraform's acceptance test reads it back (2026-11-28).
 */
import { requireBucket } from '../buckets.ts';
import type { GetBucketVersioningOutput, GetBucketVersioningRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketVersioning(
  ctx: S3Context,
  input: GetBucketVersioningRequest,
): Promise<GetBucketVersioningOutput> {
  const { versioning, mfaDelete } = (await requireBucket(ctx, input)).record;
  return { ...(versioning && { Status: versioning }), ...(mfaDelete && { MFADelete: mfaDelete }) };
}
