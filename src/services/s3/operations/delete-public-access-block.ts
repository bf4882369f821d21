/** DeletePublicAccessBlock: idempotent. */
import { updateBucket } from '../buckets.ts';
import type { DeletePublicAccessBlockRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function deletePublicAccessBlock(
  ctx: S3Context,
  input: DeletePublicAccessBlockRequest,
): Promise<Record<string, never>> {
  await updateBucket(ctx, input, ({ publicAccessBlock: _block, ...record }) => record);
  return {};
}
