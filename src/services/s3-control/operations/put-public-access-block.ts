/** PutPublicAccessBlock: settings that are not named are off; in force for every bucket at once. */
import type { PutPublicAccessBlockRequest } from '../model.ts';
import type { S3ControlContext } from '../parts.ts';

export async function putPublicAccessBlock(
  ctx: S3ControlContext,
  { AccountId, PublicAccessBlockConfiguration: given }: PutPublicAccessBlockRequest,
): Promise<Record<string, never>> {
  const { BlockPublicAcls = false, IgnorePublicAcls = false } = given;
  const { BlockPublicPolicy = false, RestrictPublicBuckets = false } = given;
  const block = { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets };
  await ctx.parts.buckets.setPublicAccess(ctx, AccountId, block);
  return {};
}
