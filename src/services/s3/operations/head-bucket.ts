/** HeadBucket: whether it is there, and where. */
import { bucketArn, requireBucket } from '../buckets.ts';
import type { HeadBucketOutput, HeadBucketRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function headBucket(ctx: S3Context, input: HeadBucketRequest): Promise<HeadBucketOutput> {
  const { record } = await requireBucket(ctx, input);
  return { BucketRegion: record.region, BucketArn: bucketArn(record.name), AccessPointAlias: false };
}
