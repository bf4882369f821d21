/** GetPublicAccessBlock: of the bucket alone; what its account blocks is not said here. */
import { requireBucket } from '../buckets.ts';
import type { GetPublicAccessBlockOutput, GetPublicAccessBlockRequest } from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';

export async function getPublicAccessBlock(
  ctx: S3Context,
  input: GetPublicAccessBlockRequest,
): Promise<GetPublicAccessBlockOutput> {
  const { publicAccessBlock } = (await requireBucket(ctx, input)).record;
  if (!publicAccessBlock) throw notConfigured('NoSuchPublicAccessBlockConfiguration', input.Bucket);
  return { PublicAccessBlockConfiguration: publicAccessBlock };
}
