/** PutBucketIntelligentTieringConfiguration: refused. */
import { requireBucket } from '../buckets.ts';
import { unsupported } from '../errors.ts';
import type { PutBucketIntelligentTieringConfigurationRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putBucketIntelligentTieringConfiguration(
  ctx: S3Context,
  input: PutBucketIntelligentTieringConfigurationRequest,
): Promise<Record<string, never>> {
  await requireBucket(ctx, input);
  throw unsupported('archive tiers of INTELLIGENT_TIERING');
}
