/** DeleteBucketPolicy: idempotent. */
import { requireOwnAccount } from '../bucket-policy/own-policy.ts';
import { requireBucket } from '../buckets.ts';
import { deleteConfig } from '../configs.ts';
import type { DeleteBucketPolicyRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function deleteBucketPolicy(
  ctx: S3Context,
  input: DeleteBucketPolicyRequest,
): Promise<Record<string, never>> {
  requireOwnAccount(ctx, await requireBucket(ctx, input), 'DELETE');
  await deleteConfig(ctx, input, 'policy');
  return {};
}
