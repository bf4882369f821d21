/** GetBucketCors. */
import { requireBucket } from '../buckets.ts';
import { readConfig } from '../configs.ts';
import type { CORSRule, GetBucketCorsOutput, GetBucketCorsRequest } from '../model.ts';
import { notConfigured } from '../not-configured.ts';
import type { S3Context } from '../parts.ts';

export async function getBucketCors(ctx: S3Context, input: GetBucketCorsRequest): Promise<GetBucketCorsOutput> {
  const rules = await readConfig<readonly CORSRule[]>(await requireBucket(ctx, input), 'cors');
  if (!rules) throw notConfigured('NoSuchCORSConfiguration', input.Bucket);
  return { CORSRules: rules };
}
