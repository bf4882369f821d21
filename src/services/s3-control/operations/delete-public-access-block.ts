/** DeletePublicAccessBlock: idempotent. */
import type { DeletePublicAccessBlockRequest } from '../model.ts';
import type { S3ControlContext } from '../parts.ts';

export async function deletePublicAccessBlock(
  ctx: S3ControlContext,
  { AccountId }: DeletePublicAccessBlockRequest,
): Promise<Record<string, never>> {
  await ctx.parts.buckets.setPublicAccess(ctx, AccountId, undefined);
  return {};
}
