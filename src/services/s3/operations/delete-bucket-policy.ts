/** DeleteBucketPolicy: idempotent. */
import { deleteConfig } from '../configs.ts';
import type { DeleteBucketPolicyRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function deleteBucketPolicy(
  ctx: S3Context,
  input: DeleteBucketPolicyRequest,
): Promise<Record<string, never>> {
  await deleteConfig(ctx, input, 'policy');
  return {};
}
