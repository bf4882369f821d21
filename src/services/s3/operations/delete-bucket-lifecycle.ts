/** DeleteBucketLifecycle: idempotent. */
import { deleteConfig } from '../configs.ts';
import type { DeleteBucketLifecycleRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function deleteBucketLifecycle(
  ctx: S3Context,
  input: DeleteBucketLifecycleRequest,
): Promise<Record<string, never>> {
  await deleteConfig(ctx, input, 'lifecycle');
  return {};
}
