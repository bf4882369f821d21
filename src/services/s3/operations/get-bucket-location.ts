/** GetBucketLocation: us-east-1 has no name here. */
import { requireBucket } from '../buckets.ts';
import type { GetBucketLocationOutput, GetBucketLocationRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketLocation(
  ctx: S3Context,
  input: GetBucketLocationRequest,
): Promise<GetBucketLocationOutput> {
  const { record } = await requireBucket(ctx, input);
  if (record.region === 'us-east-1') return {};
  return { LocationConstraint: record.region as NonNullable<GetBucketLocationOutput['LocationConstraint']> };
}
