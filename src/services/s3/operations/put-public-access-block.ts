/** PutPublicAccessBlock: settings that are not named are off. */
import { updateBucket } from '../buckets.ts';
import type { PutPublicAccessBlockRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';
import { readPublicAccessBlock } from '../public-access.ts';

export async function putPublicAccessBlock(
  ctx: S3Context,
  input: PutPublicAccessBlockRequest,
): Promise<Record<string, never>> {
  const publicAccessBlock = readPublicAccessBlock(input.PublicAccessBlockConfiguration);
  await updateBucket(ctx, input, (record) => ({ ...record, publicAccessBlock }));
  return {};
}
