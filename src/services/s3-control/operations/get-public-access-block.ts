/** GetPublicAccessBlock: what the account blocks for all of its buckets. */
import {
  type GetPublicAccessBlockOutput,
  type GetPublicAccessBlockRequest,
  NoSuchPublicAccessBlockConfiguration,
} from '../model.ts';
import type { S3ControlContext } from '../parts.ts';

export async function getPublicAccessBlock(
  ctx: S3ControlContext,
  { AccountId }: GetPublicAccessBlockRequest,
): Promise<GetPublicAccessBlockOutput> {
  const block = await ctx.parts.buckets.publicAccess(AccountId);
  if (!block) throw new NoSuchPublicAccessBlockConfiguration('The public access block configuration was not found');
  return { PublicAccessBlockConfiguration: block };
}
