/** DeleteBucketWebsite: idempotent. */
import { deleteConfig } from '../configs.ts';
import type { DeleteBucketWebsiteRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function deleteBucketWebsite(
  ctx: S3Context,
  input: DeleteBucketWebsiteRequest,
): Promise<Record<string, never>> {
  await deleteConfig(ctx, input, 'website');
  return {};
}
