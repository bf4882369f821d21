/** DeleteBucketTagging: idempotent. */
import { deleteConfig } from '../configs.ts';
import type { DeleteBucketTaggingRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function deleteBucketTagging(
  ctx: S3Context,
  input: DeleteBucketTaggingRequest,
): Promise<Record<string, never>> {
  await deleteConfig(ctx, input, 'tagging');
  return {};
}
